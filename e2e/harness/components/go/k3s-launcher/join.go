package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

// The server that a node joins: any that answers there.
type remote struct {
	url, user string
	token     token
	client    *http.Client
}

func newRemote(url, user string, t token) remote {
	// The short token trusts whoever answers; the full one names the CA, which is checked first.
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	return remote{strings.TrimSuffix(url, "/"), user, t, &http.Client{Timeout: 15 * time.Second, Transport: transport}}
}

func (r remote) checkCA(ctx context.Context) error {
	if r.token.caHash == "" {
		return nil
	}
	authority, err := r.get(ctx, "/cacerts", nil)
	if err == nil && hashOf(authority) != r.token.caHash {
		return fmt.Errorf("token CA hash does not match the Cluster CA certificate hash: %s != %s", r.token.caHash, hashOf(authority))
	}
	return err
}

func (r remote) get(ctx context.Context, path string, headers map[string]string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.url+path, nil)
	if err != nil {
		return nil, err
	}
	request.SetBasicAuth(r.user, r.token.password)
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := r.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s%s: %w", r.url, path, statusError{response.StatusCode, strings.TrimSpace(string(body))})
	}
	return body, err
}

// Gets the shared files; a server that was set up differently is refused.
func (r remote) bootstrap(ctx context.Context, c config) error {
	if err := r.checkCA(ctx); err != nil {
		return err
	}
	body, err := r.get(ctx, "/v1-k3s/config", nil)
	if err != nil {
		return err
	}
	theirs := map[string]string{}
	if err := json.Unmarshal(body, &theirs); err != nil {
		return err
	}
	var differing []string
	for key, value := range c.critical() {
		if theirs[key] != value {
			differing = append(differing, key)
		}
	}
	if len(differing) > 0 {
		return permanent{fmt.Errorf("failed to validate server configuration: critical configuration value mismatch between servers: %v", differing)}
	}
	if body, err = r.get(ctx, "/v1-k3s/server-bootstrap", nil); err != nil {
		return err
	}
	return writeFiles(body, serverFile)
}

func (r remote) etcdEndpoints(ctx context.Context) ([]string, error) {
	body, err := r.get(ctx, "/db/info", nil)
	if err != nil {
		return nil, err
	}
	var endpoints []string
	return endpoints, json.Unmarshal(body, &endpoints)
}

// Gets the certificates of the kubelet and of flannel.
func (r remote) registerAgent(ctx context.Context, c config) error {
	if err := r.checkCA(ctx); err != nil {
		return err
	}
	password, err := nodePassword()
	if err != nil {
		return err
	}
	body, err := r.get(ctx, "/v1-k3s/client-kubelet.crt", map[string]string{"k3s-Node-Name": c.nodeName(), "k3s-Node-Password": password})
	if err != nil {
		return err
	}
	return writeFiles(body, agentFile)
}

// Gets the servers that the agent's load balancer leads to.
func (r remote) learnServers(ctx context.Context) error {
	body, err := r.get(ctx, "/v1-k3s/apiservers", nil)
	if err != nil {
		return err
	}
	return writeFile(agentFile("etc/k3s-agent-load-balancer.json"), fmt.Appendf(nil, `{"ServerURL":%q,"ServerAddresses":%s}`, r.url, strings.TrimSpace(string(body))))
}

func writeFiles(body []byte, place func(string) string) error {
	files := map[string][]byte{}
	if err := json.Unmarshal(body, &files); err != nil {
		return err
	}
	for name, content := range files {
		if err := writeFile(place(name), content); err != nil {
			return err
		}
	}
	return nil
}

// Made once on a host; another installation of the host has another one.
func nodePassword() (string, error) {
	const file = "/etc/rancher/node/password"
	if text, err := os.ReadFile(file); err == nil {
		return strings.TrimSpace(string(text)), nil
	}
	bytes := make([]byte, 16)
	rand.Read(bytes)
	password := hex.EncodeToString(bytes)
	return password, writeFile(file, []byte(password))
}

// An error that another try does not mend.
type permanent struct{ error }
