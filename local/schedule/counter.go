package schedule

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Counter hands out ticks, each later than any before, also over restarts. A person who asks for ticks
// faster than the clock makes them gets those to come, and the clock goes on from there.
type Counter struct {
	mu   sync.Mutex
	path string
	last int64
}

// OpenCounter reads the last tick from a file, if there is one.
func OpenCounter(path string) (*Counter, error) {
	text, err := os.ReadFile(path) //nolint:gosec // in the platform's own folder
	if errors.Is(err, fs.ErrNotExist) {
		return &Counter{path: path}, nil
	}
	if err != nil {
		return nil, err
	}
	last, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &Counter{path: path, last: last}, nil
}

// Behind tells whether the clock's tick has not been sent.
func (c *Counter) Behind(now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last < wall.TickAt(now)
}

// Next is the scheduled time of a new tick: the clock's, or the one after the last.
func (c *Counter) Next(now time.Time) (time.Time, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	tick := max(wall.TickAt(now), c.last+1)
	if err := writeFile(c.path, strconv.FormatInt(tick, 10)+"\n"); err != nil {
		return time.Time{}, err
	}
	c.last = tick
	return wall.TickTime(tick), nil
}

// writeFile replaces a file as a whole: a crash leaves the old one or the new one.
func writeFile(path, text string) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = temporary.WriteString(text)
	err = errors.Join(err, temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temporary.Name())
	}
	return err
}
