package main

import (
	"sync"

	"tailscale.com/tailcfg"
)

const (
	reusable = "reusable"
	oneOff   = "one-off"
	used     = "used"
	expired  = "expired"
)

// authKeys are what a node may show at its first login. Without any, none is asked for.
type authKeys struct {
	mu    sync.Mutex
	kinds map[string]string
}

func (k *authKeys) only(key string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kinds = map[string]string{}
	if key != "" {
		k.kinds[key] = reusable
	}
}

func (k *authKeys) add(key, kind string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kinds[key] = kind
}

// use says why a login is refused, in Headscale's words, or nothing.
func (k *authKeys) use(auth *tailcfg.RegisterResponseAuth) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.kinds) == 0 {
		return ""
	}
	key := ""
	if auth != nil {
		key = auth.AuthKey
	}
	switch k.kinds[key] {
	case reusable:
		return ""
	case oneOff:
		k.kinds[key] = used
		return ""
	case used:
		return "authkey already used"
	case expired:
		return "authkey expired"
	}
	return "invalid authkey"
}
