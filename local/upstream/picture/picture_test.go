package picture_test

import (
	"bytes"
	"image/jpeg"
	"testing"

	"github.com/hashmytag/hashmytag/local/upstream/picture"
)

func TestJPEG(t *testing.T) {
	t.Parallel()
	draw := func(scene string, variant uint64, w, h int) []byte {
		t.Helper()
		b, err := picture.NewGallery(1).JPEG(scene, variant, w, h)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	plate := draw("plate", 1, 90, 120)
	config, err := jpeg.DecodeConfig(bytes.NewReader(plate))
	if err != nil || config.Width != 90 || config.Height != 120 {
		t.Errorf("got %dx%d, %v; want 90x120", config.Width, config.Height, err)
	}
	if !bytes.Equal(plate, draw("plate", 1, 90, 120)) {
		t.Error("the same picture is drawn in two ways")
	}
	if bytes.Equal(plate, draw("plate", 2, 90, 120)) || bytes.Equal(plate, draw("sea", 1, 90, 120)) {
		t.Error("another variant or scene looks the same")
	}
	if _, err := picture.NewGallery(1).JPEG("plate", 1, 100_000, 2); err == nil {
		t.Error("a picture of any size is drawn")
	}
}

func TestGalleryKeepsTheLatest(t *testing.T) {
	t.Parallel()
	g := picture.NewGallery(2)
	for _, scene := range []string{"plate", "sea", "face", "plate"} {
		if b, err := g.JPEG(scene, 3, 40, 40); err != nil || len(b) == 0 {
			t.Errorf("%s: %d bytes, %v", scene, len(b), err)
		}
	}
}
