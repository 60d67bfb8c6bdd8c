package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"math/rand"
	"net"
	"os"
	"time"
)

const loadBalancer = "127.0.0.1:6444"

func runAgent(ctx context.Context) error {
	c, err := readConfig("agent")
	if err != nil {
		return err
	}
	ip, err := c.nodeIP()
	if err != nil {
		return err
	}
	t, err := c.token()
	if err != nil {
		return err
	}
	server := c.text("server", "")
	if server == "" {
		return errors.New("--server is required")
	}
	if err := registerUntilDone(ctx, newRemote(server, "node", t), c); err != nil {
		return err
	}
	if err := listenAndBalance(ctx); err != nil {
		return err
	}
	kubelet, err := kubeletAPI("https://" + loadBalancer)
	if err != nil {
		return err
	}
	if err := runFlannel(ctx, newStarter(), c, "https://"+loadBalancer); err != nil {
		return err
	}
	notifyReady()
	go everySeconds(ctx, 10, func() { newRemote("https://"+loadBalancer, "node", t).learnServers(ctx) })
	node{c, ip, kubelet}.run(ctx)
	return nil
}

// An agent asks until it is let in. One that has a certificate starts without anybody else.
func registerUntilDone(ctx context.Context, server remote, c config) error {
	for {
		err := server.registerAgent(ctx, c)
		if err == nil {
			err = server.learnServers(ctx)
		}
		if err == nil || exists(agentFile("client-kubelet.key")) && exists(agentFile("etc/k3s-agent-load-balancer.json")) {
			return nil
		}
		log.Printf("level=error msg=%q", "failed to retrieve configuration from server: "+err.Error())
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(2 * time.Second):
		}
	}
}

// The kubelet's rights, and a kubeconfig with them.
func kubeletAPI(url string) (*api, error) {
	if err := writeAgentKubeconfig(agentFile("kubelet.kubeconfig"), url, "client-kubelet"); err != nil {
		return nil, err
	}
	return newAPI(url, agentFile("client-kubelet"), agentFile("server-ca.crt"))
}

func writeAgentKubeconfig(file, url, certificate string) error {
	return writeKubeconfig(file, url, agentFile("server-ca.crt"), agentFile(certificate))
}

// k3s' own load balancer of an agent: to any server that it knows, the next one when one does not answer.
func listenAndBalance(ctx context.Context) error {
	listener, err := net.Listen("tcp", loadBalancer)
	if err != nil {
		return err
	}
	go func() { <-ctx.Done(); listener.Close() }()
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go balance(client)
		}
	}()
	return nil
}

func balance(client net.Conn) {
	defer client.Close()
	for _, address := range knownServers() {
		server, err := net.DialTimeout("tcp", address, time.Second)
		if err != nil {
			continue
		}
		defer server.Close()
		go func() {
			io.Copy(server, client)
			server.Close()
		}()
		io.Copy(client, server)
		return
	}
}

func knownServers() []string {
	var known struct{ ServerAddresses []string }
	text, err := os.ReadFile(agentFile("etc/k3s-agent-load-balancer.json"))
	if err != nil || json.Unmarshal(text, &known) != nil {
		return nil
	}
	rand.Shuffle(len(known.ServerAddresses), func(i, j int) {
		known.ServerAddresses[i], known.ServerAddresses[j] = known.ServerAddresses[j], known.ServerAddresses[i]
	})
	return known.ServerAddresses
}
