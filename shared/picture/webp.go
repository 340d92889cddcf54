package picture

import "encoding/binary"

// The parts of a WebP file (RFC 9649, 2.3 to 2.7).
const (
	riffHeader  = 12
	chunkHeader = 8
	frameHeader = 16 // of a frame of an animation, before its own chunks
)

func isWebP(data []byte) bool {
	return len(data) >= riffHeader && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP"
}

// firstFrame is a file of the first lossy picture in a WebP file, without what
// is around it: animation, transparency, metadata. A file without one is
// reduced to its header, which no decoder takes for a picture.
func firstFrame(data []byte) []byte {
	found := chunkOf(data[riffHeader:], "VP8 ")
	if frame := chunkOf(data[riffHeader:], "ANMF"); found == nil && len(frame) > chunkHeader+frameHeader {
		found = chunkOf(frame[chunkHeader+frameHeader:], "VP8 ")
	}
	file := []byte("RIFF\x00\x00\x00\x00WEBP")
	binary.LittleEndian.PutUint32(file[4:], uint32(4+len(found)))
	return append(file, found...)
}

// chunkOf is the first chunk of that name, with its header.
func chunkOf(chunks []byte, name string) []byte {
	for len(chunks) >= chunkHeader {
		length := uint64(binary.LittleEndian.Uint32(chunks[4:]))
		end := chunkHeader + length + length%2
		switch {
		case end > uint64(len(chunks)):
			return nil
		case string(chunks[:4]) == name:
			return chunks[:end:end]
		}
		chunks = chunks[end:]
	}
	return nil
}
