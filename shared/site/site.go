// Package site is what visitors and tenants' people load from the site's bucket:
// the widget, the dashboard, and where the dashboard's sign-in is. It says how
// long each file may be kept, whoever uploads it.
package site

import (
	"encoding/json"
	"path"
	"strings"
)

// ConfigKey names the dashboard's settings.
const ConfigKey = "config.json"

// Config is what the dashboard reads at its start, so that one build serves
// every stage. Nothing in it is secret.
type Config struct {
	Issuer   string `json:"issuer"`
	ClientID string `json:"clientId"`
}

// JSON is the settings' file.
func (c Config) JSON() ([]byte, error) { return json.Marshal(c) }

// Class is a group of files that are kept equally long.
type Class struct {
	Patterns     []string // names, and folders as "folder/*"; none: what no class before has
	CacheControl string
}

// Classes are in the order in which they are uploaded: a page comes after the
// parts that it names.
func Classes() []Class {
	return []Class{
		// Names that change with the content (RFC 8246).
		{[]string{"assets/*", "hashmytag/*"}, "public, max-age=31536000, immutable"},
		// Names that sites include for ever: a new version is everywhere after minutes.
		{[]string{"hashmytag.js", "hashmytag.v1.js"}, "public, max-age=300, stale-while-revalidate=86400"},
		{nil, "no-cache"},
	}
}

// NotPublished is what the builds leave beside the site: the widget's package
// for bundlers, and the dashboard's list of its own files.
func NotPublished() []string { return []string{"module/*", "types/*", ".vite/*", "LICENSE"} }

// Has tells whether a file is of the class. A class without patterns has all.
func (c Class) Has(key string) bool { return len(c.Patterns) == 0 || matches(c.Patterns, key) }

func matches(patterns []string, key string) bool {
	for _, pattern := range patterns {
		folder, whole := strings.CutSuffix(pattern, "*")
		if key == pattern || whole && strings.HasPrefix(key, folder) {
			return true
		}
	}
	return false
}

// contentTypes are those of the files that builds make. What the machine knows
// of endings differs from one to the next.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8", ".ico": "image/x-icon",
	".js": "text/javascript; charset=utf-8", ".json": "application/json", ".png": "image/png", ".svg": "image/svg+xml",
	".txt": "text/plain; charset=utf-8", ".webmanifest": "application/manifest+json", ".webp": "image/webp",
	".woff2": "font/woff2",
}

func contentType(key string) string {
	if known, ok := contentTypes[path.Ext(key)]; ok {
		return known
	}
	return "application/octet-stream"
}
