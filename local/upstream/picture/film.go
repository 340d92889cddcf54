package picture

import (
	"bytes"
	"embed"
	"io"
)

// films are four seconds each: a picture of this package, slowly coming nearer.
//
//go:embed films/*.mp4
var films embed.FS

// Film is a short film of a scene; of the sea where there is none of it.
func Film(scene string) io.ReadSeeker {
	film, err := films.ReadFile("films/" + scene + ".mp4")
	if err != nil {
		film, _ = films.ReadFile("films/sea.mp4")
	}
	return bytes.NewReader(film)
}
