package picture

import (
	"bytes"
	"io"
)

// Film is a short film.
func Film() io.ReadSeeker { return bytes.NewReader(nil) }
