// Stands in for k3s' binary, which cannot be built from published packages: the parts that decide about a cluster are the
// real ones. It reads k3s' configuration files and refuses keys that k3s does not know, makes the certificates, joins by
// server URL and token, runs etcd (or kine on SQLite), kube-apiserver, kube-scheduler and kube-controller-manager with the
// flags that k3s gives them, and ends when one of them ends, as k3s does, for there they are parts of one process.
//
// Not here: kubelet, containerd, flannel and the packaged charts. The node's object and its heartbeat are made by the
// launcher itself.
//
// Source: k3s-io/k3s, release-1.36, pkg/daemons, pkg/etcd, pkg/server, pkg/agent.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

const (
	// What the harness puts beside the launcher: programs, the version, lists of keys.
	partsDir = "/usr/local/lib/k3s-launcher"
	dataDir  = "/var/lib/rancher/k3s"
)

const usage = "k3s (stand-in): server [--cluster-reset [--cluster-reset-restore-path FILE]] | agent | kubectl ARGS | etcd-snapshot save|ls | --version"

func main() {
	log.SetFlags(0)
	if len(os.Args) < 2 {
		fatal(usage)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	var err error
	switch verb, rest := os.Args[1], os.Args[2:]; verb {
	case "--version", "-v":
		fmt.Printf("k3s version %s (stand-in)\n", version())
	case "kubectl":
		err = kubectl(rest)
	case "server":
		err = runServer(ctx, rest)
	case "agent":
		err = runAgent(ctx)
	case "etcd-snapshot":
		err = snapshotCommand(ctx, rest)
	default:
		fatal(usage)
	}
	if err != nil && ctx.Err() == nil {
		log.Fatalf("level=fatal msg=%q", err.Error())
	}
}

func fatal(text string) {
	fmt.Fprintln(os.Stderr, text)
	os.Exit(2)
}

func version() string {
	text, err := os.ReadFile(filepath.Join(partsDir, "version"))
	if err != nil {
		log.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

// Becomes kubectl, for the administrator unless a kubeconfig is named.
func kubectl(args []string) error {
	env := os.Environ()
	if os.Getenv("KUBECONFIG") == "" {
		env = append(env, "KUBECONFIG="+kubeconfigFile)
	}
	program := filepath.Join(partsDir, "kubectl")
	return syscall.Exec(program, append([]string{"kubectl"}, args...), env)
}
