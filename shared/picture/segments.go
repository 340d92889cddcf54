package picture

import (
	"encoding/binary"
	"iter"
)

// Markers of JPEG (ITU-T T.81, table B.1).
const (
	progressiveFrame = 0xc2
	startOfScan      = 0xda
	application1     = 0xe1
)

// segments are those of a JPEG before the picture itself, with their markers.
func segments(data []byte) iter.Seq2[byte, []byte] {
	return func(yield func(byte, []byte) bool) {
		for at := 2; at+4 <= len(data) && data[at] == 0xff; {
			marker, length := data[at+1], int(binary.BigEndian.Uint16(data[at+2:]))
			if marker == startOfScan || length < 2 || at+2+length > len(data) || !yield(marker, data[at+4:at+2+length]) {
				return
			}
			at += 2 + length
		}
	}
}
