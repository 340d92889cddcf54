package attacks_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"strings"
)

// unpacked is what was compressed before it was stored: the snapshot, counts,
// what a source has found.
func unpacked(data []byte) []byte {
	if z, err := gzip.NewReader(bytes.NewReader(data)); err == nil {
		if text, err := io.ReadAll(z); err == nil {
			return text
		}
	}
	if text, err := io.ReadAll(flate.NewReader(bytes.NewReader(data))); err == nil {
		return text
	}
	return data
}

// pictures lists the bucket's objects of a tenant.
func (w *world) pictures(t *tenant) []string {
	var all []string
	for _, path := range w.bucket() {
		if strings.Contains(path, "/media/"+t.ID+"/") {
			all = append(all, path)
		}
	}
	return all
}

// copied sees that pictures of the posts are copied, else nobody could take them.
func (w *world) copied() {
	for _, t := range w.tenants {
		t.copies = nil
		for _, path := range w.pictures(t) {
			_, key, _ := strings.Cut(strings.Fields(path)[0], "/")
			if strings.Contains(key, "/posts/") {
				t.copies = append(t.copies, key)
			}
		}
		if len(t.copies) == 0 {
			w.Errorf("no picture of tenant %d was copied", t.n)
		}
		w.watch.owns(t.n, t.copies...)
		w.watch.mayBeLogged(t.copies...)
	}
}

func (w *world) bucket() []string {
	var all []string
	must(w, fs.WalkDir(w.objects.FS(), ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			info, err := entry.Info()
			must(w, err)
			all = append(all, fmt.Sprintf("%s %d", path, info.Size()))
		}
		return err
	}))
	return all
}

// judge looks, after the attacks, at what is stored: of the tenants that stood
// still everything is as it was; in every table and folder is what is its
// tenant's alone.
func (w *world) judge() {
	for n, after := range w.untouched() {
		if after != w.before[n] {
			w.watch.fail("tenant %d was changed: %s", n, difference(w.before[n], after))
		}
	}
	for _, t := range w.tenants {
		for _, item := range w.scan(t.Table) {
			if foreign := w.watch.foreign([]byte(item), []int{t.n}, nil); len(foreign) > 0 {
				w.watch.fail("the table of tenant %d has %v: %s", t.n, foreign, item)
			}
		}
		for _, path := range w.pictures(t) {
			if foreign := w.watch.foreign([]byte(path), []int{t.n}, nil); len(foreign) > 0 {
				w.watch.fail("the folder of tenant %d has %v", t.n, foreign)
			}
		}
	}
}

func difference(before, after string) string {
	var out []string
	for _, line := range strings.Split(before, "\n") {
		if !strings.Contains(after, line) {
			out = append(out, "- "+line)
		}
	}
	for _, line := range strings.Split(after, "\n") {
		if !strings.Contains(before, line) {
			out = append(out, "+ "+line)
		}
	}
	return strings.Join(out, "\n")
}
