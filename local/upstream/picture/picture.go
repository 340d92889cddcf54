// Package picture draws the pictures that the simulated networks serve: small
// flat illustrations of a scene (a plate, the sea, a stage…), each variant with
// colours and details of its own. Everything is made of shapes with soft edges,
// so that no file of anybody's is needed.
package picture

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"math/rand/v2"
	"sync"
)

// Gallery draws pictures and keeps the latest.
type Gallery struct {
	drawing chan struct{} // room for those who draw: it takes processors, not time
	size    int

	mu    sync.Mutex
	kept  map[string][]byte
	order []string // oldest first
}

// NewGallery makes a gallery that keeps so many pictures.
func NewGallery(size int) *Gallery {
	return &Gallery{size: size, kept: map[string][]byte{}, drawing: make(chan struct{}, 2)}
}

const largest = 1600 // of either side

// JPEG is the picture of a scene: the same for the same variant and size. A
// scene that nobody has drawn is a pattern.
func (g *Gallery) JPEG(scene string, variant uint64, width, height int) ([]byte, error) {
	if width < 1 || height < 1 || width > largest || height > largest {
		return nil, fmt.Errorf("no picture of %d by %d", width, height)
	}
	key := fmt.Sprintf("%s/%x/%dx%d", scene, variant, width, height)
	if known, ok := g.known(key); ok {
		return known, nil
	}
	g.drawing <- struct{}{}
	defer func() { <-g.drawing }()
	c := newCanvas(width, height)
	draw, ok := scenes[scene]
	if !ok {
		draw = pattern
	}
	draw(c, rand.New(rand.NewPCG(variant, 7)))
	var out bytes.Buffer
	if err := jpeg.Encode(&out, c.image(), &jpeg.Options{Quality: 84}); err != nil {
		return nil, fmt.Errorf("picture %s: %w", key, err)
	}
	g.keep(key, out.Bytes())
	return out.Bytes(), nil
}

func (g *Gallery) known(key string) ([]byte, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	picture, ok := g.kept[key]
	return picture, ok
}

func (g *Gallery) keep(key string, picture []byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, ok := g.kept[key]; ok {
		return // two asked for it at the same time
	}
	if len(g.order) >= g.size {
		delete(g.kept, g.order[0])
		g.order = g.order[1:]
	}
	g.kept[key] = picture
	g.order = append(g.order, key)
}
