package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"sigs.k8s.io/yaml"
)

const configDir = "/etc/rancher/k3s"

// Keys of config.yaml with their values in order: a list has several, anything else one.
type config map[string][]string

// Reads config.yaml and then config.yaml.d/*.yaml by name: the last value of a key wins, KEY+ adds to what is there.
func readConfig(role string) (config, error) {
	files := []string{filepath.Join(configDir, "config.yaml")}
	more, _ := filepath.Glob(filepath.Join(configDir, "config.yaml.d", "*.yaml"))
	sort.Strings(more)
	result := config{}
	for _, file := range append(files, more...) {
		text, err := os.ReadFile(file)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		values := map[string]any{}
		if err := yaml.Unmarshal(text, &values); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		for key, value := range values {
			name, adds := strings.CutSuffix(key, "+")
			if !adds {
				delete(result, name)
			}
			result[name] = append(result[name], texts(value)...)
		}
	}
	return result, result.check(role)
}

func texts(value any) []string {
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	var result []string
	for _, entry := range list {
		if number, ok := entry.(float64); ok {
			result = append(result, fmt.Sprintf("%.0f", number))
			continue
		}
		result = append(result, fmt.Sprint(entry))
	}
	return result
}

// k3s does not start with a flag that it does not know.
func (c config) check(role string) error {
	text, err := os.ReadFile(filepath.Join(partsDir, "keys-"+role))
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, key := range strings.Fields(string(text)) {
		known[key] = true
	}
	var unknown []string
	for key := range c {
		if !known[key] {
			unknown = append(unknown, key)
		}
	}
	sort.Strings(unknown)
	if len(unknown) > 0 {
		return fmt.Errorf("flag provided but not defined: --%s", strings.Join(unknown, ", --"))
	}
	return nil
}

func (c config) text(key, otherwise string) string {
	if values := c[key]; len(values) > 0 {
		return values[len(values)-1]
	}
	return otherwise
}

func (c config) is(key string) bool { return c.text(key, "false") == "true" }

// A list, whether it is written as one or with commas.
func (c config) list(key string) []string {
	var result []string
	for _, value := range c[key] {
		result = append(result, strings.Split(value, ",")...)
	}
	return result
}

func (c config) nodeName() string {
	host, _ := os.Hostname()
	return strings.ToLower(c.text("node-name", host))
}

// The address that etcd and the API server advertise. Real k3s falls back to the address of the default route.
func (c config) nodeIP() (string, error) {
	ip := c.text("node-ip", "")
	if ip == "" {
		connection, err := net.Dial("udp", "192.0.2.1:9")
		if err != nil {
			return "", fmt.Errorf("no node-ip, and no default route: %w", err)
		}
		defer connection.Close()
		ip = connection.LocalAddr().(*net.UDPAddr).IP.String()
	}
	if net.ParseIP(ip) == nil {
		return "", fmt.Errorf("node-ip %q is no address", ip)
	}
	return ip, nil
}

// The password of a token or of its file; K10HASH::USER:PASSWORD is the full form, with the hash of the CA.
func (c config) token() (token, error) {
	return readToken(c, "token")
}

func readToken(c config, key string) (token, error) {
	text := c.text(key, "")
	if file := c.text(key+"-file", ""); text == "" && file != "" {
		content, err := os.ReadFile(file)
		if err != nil {
			return token{}, err
		}
		text = strings.TrimSpace(string(content))
	}
	rest, full := strings.CutPrefix(text, "K10")
	if !full {
		return token{password: text}, nil
	}
	hash, credentials, _ := strings.Cut(rest, "::")
	_, password, found := strings.Cut(credentials, ":")
	if !found {
		return token{}, fmt.Errorf("invalid token format")
	}
	return token{caHash: hash, password: password}, nil
}

type token struct{ caHash, password string }

// Values in which all servers have to agree, as a joining server compares them.
//
// Source: docs.k3s.io/cli/server, "Critical Configuration Values".
var criticalKeys = []string{
	"cluster-cidr", "cluster-dns", "cluster-domain", "disable-cloud-controller", "disable-helm-controller",
	"disable-kube-proxy", "disable-network-policy", "disable", "egress-selector-mode", "embedded-registry",
	"flannel-backend", "flannel-external-ip", "flannel-ipv6-masq", "secrets-encryption", "service-cidr",
}

func (c config) critical() map[string]string {
	result := map[string]string{}
	for _, key := range criticalKeys {
		values := append([]string{}, c.list(key)...)
		sort.Strings(values)
		result[key] = strings.Join(values, ",")
	}
	return result
}
