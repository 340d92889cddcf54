package site

import (
	"context"
	"fmt"
	"io/fs"

	"golang.org/x/sync/errgroup"
)

// Store is the site's bucket.
type Store interface {
	Publish(ctx context.Context, key, contentType, cacheControl string, data []byte) error
}

// atOnce is how many files are on their way together.
const atOnce = 8

// Upload brings folders of files and the settings into the store, and answers
// how many files there are. Files of earlier versions stay: pages that are open
// still ask for their parts.
func Upload(ctx context.Context, store Store, config Config, folders ...fs.FS) (int, error) {
	settings, err := config.JSON()
	if err != nil {
		return 0, err
	}
	files := map[string][]byte{ConfigKey: settings}
	for _, folder := range folders {
		if err := read(folder, files); err != nil {
			return 0, err
		}
	}
	done := map[string]bool{}
	for _, class := range Classes() {
		if err := class.upload(ctx, store, files, done); err != nil {
			return 0, err
		}
	}
	return len(files), nil
}

func read(folder fs.FS, into map[string][]byte) error {
	return fs.WalkDir(folder, ".", func(key string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || matches(NotPublished(), key) {
			return err
		}
		if _, twice := into[key]; twice {
			return fmt.Errorf("two builds have a file %s", key)
		}
		into[key], err = fs.ReadFile(folder, key)
		return err
	})
}

// upload uploads the files of the class that none before had.
func (c Class) upload(ctx context.Context, store Store, files map[string][]byte, done map[string]bool) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for key, data := range files {
		if done[key] || !c.Has(key) {
			continue
		}
		done[key] = true
		group.Go(func() error { return store.Publish(ctx, key, contentType(key), c.CacheControl, data) })
	}
	return group.Wait()
}
