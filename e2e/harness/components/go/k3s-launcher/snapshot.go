package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

func snapshotDir() string { return serverFile("db/snapshots") }

// etcd-snapshot save [--name NAME] | ls
func snapshotCommand(ctx context.Context, args []string) error {
	verb, name := "save", "on-demand"
	for i, arg := range args {
		switch {
		case i == 0:
			verb = arg
		case strings.HasPrefix(arg, "--name="):
			name = strings.TrimPrefix(arg, "--name=")
		case arg == "--name" && i+1 < len(args):
			name = args[i+1]
		}
	}
	switch verb {
	case "ls", "list":
		files, _ := filepath.Glob(filepath.Join(snapshotDir(), "*"))
		for _, file := range files {
			fmt.Println(filepath.Base(file), "file://"+file)
		}
		return nil
	case "save":
		host, _ := os.Hostname()
		file := filepath.Join(snapshotDir(), fmt.Sprintf("%s-%s-%d", name, host, time.Now().Unix()))
		if err := saveSnapshot(ctx, file); err != nil {
			return err
		}
		fmt.Println("Snapshot " + filepath.Base(file) + " saved.")
		return nil
	}
	return errors.New(usage)
}

func saveSnapshot(ctx context.Context, file string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	return etcdctl(ctx, "--endpoints=https://127.0.0.1:2379", "--cacert="+serverFile("tls/etcd/server-ca.crt"),
		"--cert="+serverFile("tls/etcd/client.crt"), "--key="+serverFile("tls/etcd/client.key"), "snapshot", "save", file)
}

func etcdctl(ctx context.Context, args ...string) error {
	output, err := exec.CommandContext(ctx, filepath.Join(partsDir, "etcdctl"), args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("etcdctl: %w: %s", err, strings.TrimSpace(string(output)))
	}
	return nil
}

// server --cluster-reset: this server's member alone, on its present address, with the data that it has.
//
// Source: docs.k3s.io/cli/server and k3s-io/k3s pkg/etcd/etcd.go, Reset; pkg/cluster/managed.go, start.
func (s *server) reset(ctx context.Context, args []string) error {
	if args[0] != "--cluster-reset" || len(args) > 1 {
		return errors.New("the stand-in knows --cluster-reset alone; restoring a snapshot is not part of it")
	}
	if exists(serverFile("db/reset-flag")) {
		return errors.New("Managed etcd cluster membership was previously reset, please remove the cluster-reset flag and start k3s normally. If you need to perform another cluster reset, you must first manually delete the " + serverFile("db/reset-flag") + " file")
	}
	if !hasMember() {
		return errors.New("cluster-reset: no etcd data on this server")
	}
	if s.config.text("server", "") != "" {
		return errors.New("cannot perform cluster-reset while server URL is set - remove server from configuration before resetting")
	}
	if err := s.member.certificates(); err != nil {
		return err
	}
	if err := os.Remove(s.member.nameFile()); err != nil && !os.IsNotExist(err) {
		return err
	}
	name, err := s.member.name()
	if err != nil {
		return err
	}
	// Before it is done, as in k3s: another try after one that was cut off is refused.
	if err := writeFile(serverFile("db/reset-flag"), nil); err != nil {
		return err
	}
	program, err := s.member.part(name+"="+s.member.peerURL(), "new", "--force-new-cluster")
	if err != nil {
		return err
	}
	if err := s.starter.start(program); err != nil {
		return err
	}
	err = s.starter.until(ctx, "etcd", func() error { return s.member.moveTo(ctx) })
	if err != nil {
		return err
	}
	log.Printf("level=info msg=%q", "Managed etcd cluster membership has been reset, restart without --cluster-reset flag now. Backup and delete ${datadir}/server/db on each peer etcd server and rejoin the nodes")
	return nil
}

// Writes the present address into the one member that is left.
func (m member) moveTo(ctx context.Context) error {
	members, err := m.list(ctx)
	if err != nil {
		return err
	}
	if len(members) != 1 {
		return fmt.Errorf("found %d members", len(members))
	}
	if members[0].peerURL == m.peerURL() {
		return nil
	}
	client, err := etcdClient("https://127.0.0.1:2379")
	if err != nil {
		return err
	}
	defer client.Close()
	_, err = client.MemberUpdate(ctx, members[0].id, []string{m.peerURL()})
	return err
}
