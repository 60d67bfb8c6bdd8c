package main

import (
	"context"
	"fmt"
	"log"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// One program of the control plane. In k3s it is a part of the process: it ends with the launcher, and the launcher with it.
type part struct {
	name string
	args []string
}

// Programs are started by one thread that never ends: the kernel ends them with the thread that started them.
type starter struct {
	requests chan func()
	ended    chan error
}

func newStarter() *starter {
	s := &starter{requests: make(chan func()), ended: make(chan error, 8)}
	go func() {
		runtime.LockOSThread()
		for request := range s.requests {
			request()
		}
	}()
	return s
}

func (s *starter) start(p part) error {
	_, err := s.launch(p, s.ended)
	return err
}

// Starts a program whose end is told to somebody else.
func (s *starter) launch(p part, ended chan<- error) (*os.Process, error) {
	log.Printf("level=info msg=%q", fmt.Sprintf("Running %s %v", p.name, p.args))
	command := exec.Command(filepath.Join(partsDir, p.name), p.args...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := s.begin(command); err != nil {
		return nil, err
	}
	go func() { ended <- fmt.Errorf("%s exited: %v", p.name, command.Wait()) }()
	return command.Process, nil
}

// Starts it by the thread that never ends.
func (s *starter) begin(command *exec.Cmd) error {
	done := make(chan error)
	s.requests <- func() { done <- command.Start() }
	return <-done
}

// Asks until it is so, or the context or a program ends.
func (s *starter) until(ctx context.Context, what string, ask func() error) error {
	for tick := 0; ; tick++ {
		err := ask()
		if err == nil {
			return nil
		}
		if tick%20 == 19 {
			log.Printf("level=info msg=%q", fmt.Sprintf("Waiting for %s: %v", what, err))
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-s.ended:
			return err
		case <-time.After(250 * time.Millisecond):
		}
	}
}

// Tells systemd that the service is up.
func notifyReady() {
	address := os.Getenv("NOTIFY_SOCKET")
	if address == "" {
		return
	}
	connection, err := net.Dial("unixgram", address)
	if err != nil {
		return
	}
	defer connection.Close()
	connection.Write([]byte("READY=1"))
}
