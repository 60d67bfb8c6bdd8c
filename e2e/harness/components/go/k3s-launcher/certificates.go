package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// What all servers share: a joining server gets these files from another one, below server/.
var sharedFiles = []string{
	"tls/server-ca.crt", "tls/server-ca.key", "tls/client-ca.crt", "tls/client-ca.key",
	"tls/request-header-ca.crt", "tls/request-header-ca.key", "tls/etcd/server-ca.crt", "tls/etcd/server-ca.key",
	"tls/etcd/peer-ca.crt", "tls/etcd/peer-ca.key", "tls/service.key", "cred/encryption-config.json",
}

func serverFile(name string) string { return filepath.Join(dataDir, "server", name) }
func agentFile(name string) string  { return filepath.Join(dataDir, "agent", name) }

// Writes a file as a whole or not at all: a server that loses its power in between starts again.
func writeFile(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", content, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Makes what is not there yet of the shared files.
func makeSharedFiles() error {
	for _, name := range []string{"server", "client", "request-header", "etcd/server", "etcd/peer"} {
		if exists(serverFile("tls/" + name + "-ca.key")) {
			continue
		}
		template := &x509.Certificate{
			Subject:               pkix.Name{CommonName: "k3s-" + filepath.Base(name) + "-ca"},
			IsCA:                  true,
			BasicConstraintsValid: true,
			KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		}
		if err := issue(serverFile("tls/"+name+"-ca"), template, ""); err != nil {
			return err
		}
	}
	if !exists(serverFile("tls/service.key")) {
		_, key, err := newKey()
		if err != nil {
			return err
		}
		if err := writeFile(serverFile("tls/service.key"), key); err != nil {
			return err
		}
	}
	if exists(serverFile("cred/encryption-config.json")) {
		return nil
	}
	secret := make([]byte, 32)
	rand.Read(secret)
	return writeFile(serverFile("cred/encryption-config.json"), fmt.Appendf(nil, `{"kind":"EncryptionConfiguration","apiVersion":"apiserver.config.k8s.io/v1","resources":[{"resources":["secrets"],"providers":[{"aescbc":{"keys":[{"name":"aescbckey","secret":%q}]}},{"identity":{}}]}]}`,
		base64.StdEncoding.EncodeToString(secret)))
}

// A certificate for a client, a server or both, at PATH.crt and PATH.key, by an authority below server/tls.
func leaf(path, authority, commonName string, organizations []string, addresses ...string) error {
	template := &x509.Certificate{
		Subject:     pkix.Name{CommonName: commonName, Organization: organizations},
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	for _, address := range addresses {
		if ip := net.ParseIP(address); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else if address != "" {
			template.DNSNames = append(template.DNSNames, address)
		}
	}
	return issue(path, template, serverFile("tls/"+authority))
}

func issue(path string, template *x509.Certificate, authority string) error {
	key, keyPem, err := newKey()
	if err != nil {
		return err
	}
	template.SerialNumber, _ = rand.Int(rand.Reader, big.NewInt(1<<62))
	template.NotBefore = time.Now().Add(-time.Hour)
	template.NotAfter = time.Now().AddDate(1, 0, 0)
	parent, signer := template, key
	if authority != "" {
		if parent, signer, err = readAuthority(authority); err != nil {
			return err
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		return err
	}
	// The key last: what has a key has its certificate.
	if err := writeFile(path+".crt", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})); err != nil {
		return err
	}
	return writeFile(path+".key", keyPem)
}

func newKey() (*ecdsa.PrivateKey, []byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	der, err := x509.MarshalECPrivateKey(key)
	return key, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der}), err
}

func readAuthority(path string) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	certificate, err := readPem(path + ".crt")
	if err != nil {
		return nil, nil, err
	}
	key, err := readPem(path + ".key")
	if err != nil {
		return nil, nil, err
	}
	parsed, err := x509.ParseCertificate(certificate)
	if err != nil {
		return nil, nil, err
	}
	signer, err := x509.ParseECPrivateKey(key)
	return parsed, signer, err
}

func readPem(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s holds no PEM", path)
	}
	return block.Bytes, nil
}

func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
