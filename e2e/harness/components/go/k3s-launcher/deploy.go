package main

import (
	"context"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
)

// What was applied already: file → its hash.
var deployed = map[string]string{}

// Applies server/manifests/*.yaml as k3s' deploy controller does: each file at the start, later when it changes. A file
// NAME.skip beside it keeps it from being applied.
//
// Source: docs.k3s.io/installation/packaged-components.
func deploy(ctx context.Context) {
	files, _ := filepath.Glob(serverFile("manifests/*.yaml"))
	sort.Strings(files)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil || exists(file+".skip") || deployed[file] == hashOf(text) {
			continue
		}
		command := exec.CommandContext(ctx, filepath.Join(partsDir, "kubectl"), "--kubeconfig="+kubeconfigFile, "apply", "--server-side",
			"--force-conflicts", "--field-manager=deploy@"+filepath.Base(file), "-f", file)
		if output, err := command.CombinedOutput(); err != nil {
			// The next round tries again: the kinds may come later.
			log.Printf("level=error msg=%q", "Failed to apply "+file+": "+strings.TrimSpace(string(output)))
			continue
		}
		deployed[file] = hashOf(text)
		log.Printf("level=info msg=%q", "Applied "+file)
	}
}
