package source

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
)

const (
	// mostBytes keeps a window within DynamoDB's 400 KB of an item.
	mostBytes = 300 << 10
	// mostUnpacked is far above what mostPosts posts can be.
	mostUnpacked = 16 << 20
)

// Encode packs a window, without its oldest posts if it would be too large.
func (w Window) Encode() ([]byte, error) {
	for {
		data, err := w.pack()
		if err != nil || len(data) <= mostBytes || len(w.Posts) == 0 {
			return data, err
		}
		w.Posts = w.Posts[:len(w.Posts)/2]
	}
}

func (w Window) pack() ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := json.NewEncoder(z).Encode(w); err != nil {
		return nil, fmt.Errorf("pack posts of a source: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("pack posts of a source: %w", err)
	}
	return b.Bytes(), nil
}

// Decode unpacks a window.
func Decode(data []byte) (Window, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return Window{}, fmt.Errorf("unpack posts of a source: %w", err)
	}
	var w Window
	if err := json.NewDecoder(io.LimitReader(z, mostUnpacked)).Decode(&w); err != nil {
		return Window{}, fmt.Errorf("unpack posts of a source: %w", err)
	}
	return w, nil
}
