package process

import (
	"bytes"
	"io"
	"sync"
)

// Output gathers what many processes print, line by line, each line under its writer's name.
type Output struct {
	mu sync.Mutex
	to io.Writer
}

// NewOutput gathers lines on a writer.
func NewOutput(to io.Writer) *Output { return &Output{to: to} }

// Named is a writer for one process, or for words of our own when the name is empty.
func (o *Output) Named(name string) io.Writer {
	if name != "" {
		name += " | "
	}
	return &named{output: o, prefix: []byte(name)}
}

type named struct {
	output  *Output
	prefix  []byte
	partial []byte // a line's beginning, until its end is written
}

// Write prints the lines that are complete. One goroutine writes at a time: os/exec sees to that.
func (n *named) Write(text []byte) (int, error) {
	n.partial = append(n.partial, text...)
	for {
		end := bytes.IndexByte(n.partial, '\n')
		if end < 0 {
			return len(text), nil
		}
		if err := n.output.line(n.prefix, n.partial[:end+1]); err != nil {
			return 0, err
		}
		n.partial = n.partial[end+1:]
	}
}

func (o *Output) line(prefix, line []byte) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	_, err := o.to.Write(append(bytes.Clone(prefix), line...))
	return err
}
