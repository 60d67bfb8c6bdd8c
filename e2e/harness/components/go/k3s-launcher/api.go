package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

// Requests to the API server as one user.
type api struct {
	url    string
	client *http.Client
}

func newAPI(url, certificate, authority string) (*api, error) {
	pair, err := tls.LoadX509KeyPair(certificate+".crt", certificate+".key")
	if err != nil {
		return nil, err
	}
	pem, err := os.ReadFile(authority)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	transport := &http.Transport{TLSClientConfig: &tls.Config{Certificates: []tls.Certificate{pair}, RootCAs: pool}}
	return &api{url, &http.Client{Timeout: 10 * time.Second, Transport: transport}}, nil
}

type statusError struct {
	code int
	text string
}

func (e statusError) Error() string { return fmt.Sprintf("%d %s", e.code, e.text) }

func isStatus(err error, code int) bool {
	status, ok := err.(statusError)
	return ok && status.code == code
}

// Sends an object, or nothing, and reads the answer into result unless that is nil.
func (a *api) send(ctx context.Context, method, path, contentType string, object, result any) error {
	var body io.Reader
	if object != nil {
		text, err := json.Marshal(object)
		if err != nil {
			return err
		}
		body = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, a.url+path, body)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", contentType)
	response, err := a.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode >= 300 {
		return statusError{response.StatusCode, string(text)}
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(text, result)
}

func (a *api) ready(ctx context.Context) error {
	return a.send(ctx, http.MethodGet, "/readyz", "application/json", nil, nil)
}

const (
	asJSON       = "application/json"
	asMergePatch = "application/merge-patch+json"
	asStrategic  = "application/strategic-merge-patch+json"
)
