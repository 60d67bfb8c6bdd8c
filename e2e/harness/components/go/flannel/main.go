// flannel as k3s has it inside: vxlan, subnets by the Nodes' podCIDR, rules by iptables. Its own program also compiles in
// the backends of clouds, which need modules of theirs; this one takes the same packages, and no others.
//
// It writes a CNI configuration for the bridge, as flannel's CNI plugin would hand it on, when the network is there.
// Arguments: KUBECONFIG INTERFACE NETWORK-CONFIG CNI-CONFIG; the node's name is in NODE_NAME.
package main

import (
	"context"
	"encoding/json"
	"log"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/flannel-io/flannel/pkg/backend"
	_ "github.com/flannel-io/flannel/pkg/backend/vxlan"
	"github.com/flannel-io/flannel/pkg/ip"
	"github.com/flannel-io/flannel/pkg/subnet"
	"github.com/flannel-io/flannel/pkg/subnet/kube"
	"github.com/flannel-io/flannel/pkg/trafficmngr/iptables"
)

const (
	annotations   = "flannel.alpha.coreos.com"
	resyncSeconds = 5
)

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	var running sync.WaitGroup
	if err := run(ctx, &running, os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		log.Fatal(err)
	}
	running.Wait()
}

func run(ctx context.Context, running *sync.WaitGroup, kubeconfig, device, networkConfig, cniConfig string) error {
	// With a marker that the network is unavailable: the controller manager took it from nodes of clouds only.
	manager, err := kube.NewSubnetManager(ctx, "", kubeconfig, annotations, networkConfig, false)
	if err != nil {
		return err
	}
	config, err := manager.GetNetworkConfig(ctx)
	if err != nil {
		return err
	}
	external, err := externalInterface(device)
	if err != nil {
		return err
	}
	vxlan, err := backend.NewManager(ctx, manager, external).GetBackend(config.BackendType)
	if err != nil {
		return err
	}
	network, err := vxlan.RegisterNetwork(ctx, running, config)
	if err != nil {
		return err
	}
	if err := masquerade(ctx, config, network); err != nil {
		return err
	}
	if err := writeCNI(cniConfig, network); err != nil {
		return err
	}
	network.Run(ctx)
	return nil
}

func externalInterface(name string) (*backend.ExternalInterface, error) {
	device, err := net.InterfaceByName(name)
	if err != nil {
		return nil, err
	}
	addresses, err := ip.GetInterfaceIP4Addrs(device)
	if err != nil {
		return nil, err
	}
	return &backend.ExternalInterface{
		Iface:     device,
		IfaceName: name,
		IfaceAddr: addresses[0],
		ExtAddr:   addresses[0],
	}, nil
}

func masquerade(ctx context.Context, config *subnet.Config, network backend.Network) error {
	rules := &iptables.IPTablesManager{}
	if err := rules.Init(ctx); err != nil {
		return err
	}
	var none ip.IP4Net
	var none6 ip.IP6Net
	err := rules.SetupAndEnsureMasqRules(
		ctx, config.Network, none, none, config.IPv6Network, none6, none6, network.Lease(), resyncSeconds, false)
	if err != nil {
		return err
	}
	rules.SetupAndEnsureForwardRules(ctx, config.Network, config.IPv6Network, resyncSeconds)
	return nil
}

// writeCNI makes the node ready for pods: a kubelet waits for this file.
func writeCNI(path string, network backend.Network) error {
	type object = map[string]any
	text, err := json.Marshal(object{
		"name": "cbr0", "cniVersion": "1.0.0",
		"plugins": []object{
			{
				"type": "bridge", "bridge": "cni0", "mtu": network.MTU(), "isDefaultGateway": true, "hairpinMode": true,
				"forceAddress": true, "ipMasq": false,
				"ipam": object{
					"type": "host-local", "subnet": network.Lease().Subnet.String(),
					"routes": []object{{"dst": "10.42.0.0/16"}},
				},
			},
			{"type": "portmap", "capabilities": object{"portMappings": true}},
		},
	})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	next := path + ".next"
	if err := os.WriteFile(next, append(text, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(next, path)
}
