package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// flannel as k3s has it inside, where it is among the parts: it ends with the launcher. Started again when it fails, as
// long as the node has no range of pods yet.
//
// Source: k3s-io/k3s pkg/agent/flannel.
func runFlannel(ctx context.Context, s *starter, c config, api string) error {
	program := filepath.Join(partsDir, "flannel")
	if !exists(program) {
		return nil
	}
	access := agentFile("k3scontroller.kubeconfig")
	network := agentFile("etc/flannel/net-conf.json")
	text := fmt.Appendf(nil, `{"Network":%q,"Backend":{"Type":"vxlan"}}`, c.text("cluster-cidr", "10.42.0.0/16"))
	if err := writeFile(network, text); err != nil {
		return err
	}
	if err := writeAgentKubeconfig(access, api, "client-k3s-controller"); err != nil {
		return err
	}
	go everySeconds(ctx, 1, func() {
		command := exec.CommandContext(ctx, program, access, c.text("flannel-iface", "eth0"), network, agentFile("etc/cni/net.d/10-flannel.conflist"))
		command.Stdout, command.Stderr = os.Stdout, os.Stderr
		command.Env = append(os.Environ(), "NODE_NAME="+c.nodeName())
		command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
		err := s.begin(command)
		if err == nil {
			err = command.Wait()
		}
		log.Printf("level=error msg=%q", fmt.Sprintf("flannel exited: %v", err))
	})
	return nil
}

// What flannel may do on any node.
//
// Source: k3s-io/k3s manifests/rolebindings.yaml.
var controllerRole = []object{
	{
		"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": object{"name": "system:k3s-controller"},
		"rules": []object{
			{"apiGroups": []string{""}, "resources": []string{"nodes"}, "verbs": []string{"get", "list", "watch"}},
			{"apiGroups": []string{""}, "resources": []string{"nodes/status"}, "verbs": []string{"patch"}},
		},
	},
	{
		"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": object{"name": "system:k3s-controller"},
		"roleRef":  object{"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "system:k3s-controller"},
		"subjects": []object{{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "system:k3s-controller"}},
	},
}

func bindController(ctx context.Context, admin *api) error {
	for at, plural := range []string{"clusterroles", "clusterrolebindings"} {
		err := admin.send(ctx, "POST", "/apis/rbac.authorization.k8s.io/v1/"+plural, asJSON, controllerRole[at], nil)
		if err != nil && !isStatus(err, 409) {
			return err
		}
	}
	return nil
}
