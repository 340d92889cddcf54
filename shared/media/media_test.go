package media_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/media"
	"github.com/hashmytag/hashmytag/shared/objects"
	"github.com/hashmytag/hashmytag/shared/wall"
)

var _ media.Store = (*objects.Bucket)(nil)

// shelf is a tenant that uploads, with a bucket and a table on real engines.
type shelf struct {
	*testing.T
	media.Uploader
	tenant wall.Tenant
	table  *dynamo.TenantTable
	s3     *s3.Client
	bucket string
	now    time.Time
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	db := enginetest.DynamoDB(t)
	s := &shelf{
		T: t, s3: enginetest.S3(t), bucket: strings.ReplaceAll(enginetest.Name("media"), "_", "-"),
		now:    time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC),
		tenant: wall.Tenant{ID: wall.NewTenantID(), Table: enginetest.Name("tenant"), Status: wall.Active, KeyHash: "hash"},
	}
	_, err := s.s3.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &s.bucket})
	must(t, err)
	registry := enginetest.Name("registry")
	must(t, dynamo.EnsureRegistry(t.Context(), db, registry))
	must(t, dynamo.Provisioner{Client: db}.CreateTable(t.Context(), s.tenant.Ref()))
	tables := dynamo.NewTables(dynamo.OneClient{Client: db})
	s.table, err = tables.Open(t.Context(), s.tenant.Ref())
	must(t, err)
	s.Uploader = media.Uploader{
		Store: objects.NewBucket(s.s3, s.bucket), Counter: dynamo.NewRegistry(db, registry),
		Open:  func(ctx context.Context, ref wall.TableRef) (wall.AuditStore, error) { return tables.Open(ctx, ref) },
		Clock: func() time.Time { return s.now },
	}
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// upload uploads a picture that is taken, and reads what is stored.
func (s *shelf) upload(data []byte) (p wall.Picture, stored []byte, contentType string) {
	s.Helper()
	p, err := s.Upload(audit.As(s.Context(), audit.Actor{Email: "claire@bon-gout.com"}), s.tenant, data)
	must(s.T, err)
	key := p.Key()
	got, err := s.s3.GetObject(s.Context(), &s3.GetObjectInput{Bucket: &s.bucket, Key: &key})
	must(s.T, err)
	stored, err = io.ReadAll(got.Body)
	must(s.T, err)
	return p, stored, *got.ContentType
}

var coral, none = color.NRGBA{242, 95, 76, 255}, color.NRGBA{}

// flag is a picture of two colours: the left half, and the right one.
func flag(w, h int, left, right color.NRGBA) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := left
			if x >= w/2 {
				c = right
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

func asPNG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	must(t, png.Encode(&out, img))
	return out.Bytes()
}

func asJPEG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	must(t, jpeg.Encode(&out, img, nil))
	return out.Bytes()
}

func file(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	must(t, err)
	return data
}

func TestPicturesAreStored(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	for name, test := range map[string]struct {
		data          []byte
		format        string
		width, height int
	}{
		"a logo":            {asPNG(t, flag(200, 100, coral, none)), "png", 200, 100},
		"a drawing":         {asPNG(t, flag(200, 100, coral, color.NRGBA{A: 255})), "png", 200, 100},
		"a photograph":      {asJPEG(t, flag(300, 200, coral, coral)), "jpg", 300, 200},
		"a large one":       {asJPEG(t, flag(4000, 2000, coral, coral)), "jpg", 1600, 800},
		"a thin one":        {asPNG(t, flag(4000, 1, coral, coral)), "png", 1600, 1},
		"WebP":              {file(t, "opaque.webp"), "jpg", 48, 32},
		"transparent WebP":  {file(t, "transparent.webp"), "png", 48, 32},
		"the smallest":      {asPNG(t, flag(1, 1, coral, coral)), "png", 1, 1},
		"sixteen bits deep": {asPNG(t, image.NewNRGBA64(image.Rect(0, 0, 10, 10))), "png", 10, 10},
		"grey":              {asJPEG(t, image.NewGray(image.Rect(0, 0, 10, 10))), "jpg", 10, 10},
	} {
		t.Run(name, func(t *testing.T) {
			p, stored, contentType := s.upload(test.data)
			got, format, err := image.Decode(bytes.NewReader(stored))
			must(t, err)
			if size := got.Bounds().Size(); size != image.Pt(test.width, test.height) || p.Width != test.width || p.Height != test.height {
				t.Errorf("stored %v as %+v", size, p)
			}
			if p.Format != test.format || contentType != "image/"+format || !strings.HasPrefix(test.format, format[:2]) {
				t.Errorf("stored %s as %s with type %s", format, p.Format, contentType)
			}
			if parsed, ok := wall.ParsePicture(s.tenant.ID, p.Address()); !ok || parsed != p {
				t.Errorf("the address %s is not that of %+v", p.Address(), p)
			}
		})
	}
}

func TestSamePictureSameAddress(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	one, _, _ := s.upload(asPNG(t, flag(20, 10, coral, none)))
	again, _, _ := s.upload(asPNG(t, flag(20, 10, coral, none)))
	other, _, _ := s.upload(asPNG(t, flag(20, 10, none, coral)))
	if one != again || one == other {
		t.Errorf("addresses %s, %s, %s", one.Address(), again.Address(), other.Address())
	}
	log, _, err := s.table.Audit(t.Context(), "", 10, s.now)
	must(t, err)
	if len(log) != 3 || log[0].Action != "picture.uploaded" || log[0].By != "claire@bon-gout.com" {
		t.Errorf("the audit says %+v", log)
	}
}

// withExif puts an Exif segment with an orientation and a secret behind a JPEG's first marker.
func withExif(data []byte, orientation byte, order string) []byte {
	var exif []byte
	if order == "II" {
		exif = append([]byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00"), orientation, 0, 0, 0, 0, 0, 0, 0)
	} else {
		exif = append([]byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), orientation, 0, 0, 0, 0, 0, 0)
	}
	exif = append(exif, "GPS 45.7640 N"...)
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(exif)+2))
	return bytes.Join([][]byte{data[:2], segment, exif, data[2:]}, nil)
}

// TestPicturesAreUpright turns a picture whose left half is coral in the eight ways of Exif.
func TestPicturesAreUpright(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	dark := color.NRGBA{A: 255}
	plain := asJPEG(t, flag(64, 32, coral, dark))
	for orientation, want := range map[byte]struct {
		size  image.Point
		coral image.Point // a point in the coral half
	}{
		1: {image.Pt(64, 32), image.Pt(8, 16)}, 2: {image.Pt(64, 32), image.Pt(56, 16)},
		3: {image.Pt(64, 32), image.Pt(56, 16)}, 4: {image.Pt(64, 32), image.Pt(8, 16)},
		5: {image.Pt(32, 64), image.Pt(16, 8)}, 6: {image.Pt(32, 64), image.Pt(16, 8)},
		7: {image.Pt(32, 64), image.Pt(16, 56)}, 8: {image.Pt(32, 64), image.Pt(16, 56)},
		9: {image.Pt(64, 32), image.Pt(8, 16)}, 0: {image.Pt(64, 32), image.Pt(8, 16)}, // nonsense
	} {
		for _, order := range []string{"II", "MM"} {
			_, stored, _ := s.upload(withExif(plain, orientation, order))
			img, err := jpeg.Decode(bytes.NewReader(stored))
			must(t, err)
			r, _, _, _ := img.At(want.coral.X, want.coral.Y).RGBA()
			if img.Bounds().Size() != want.size || r>>8 < 200 {
				t.Errorf("orientation %d, %s: %v, red %d at %v", orientation, order, img.Bounds().Size(), r>>8, want.coral)
			}
			if bytes.Contains(stored, []byte("GPS")) || bytes.Contains(stored, []byte("Exif")) {
				t.Errorf("orientation %d: the metadata is still there", orientation)
			}
		}
	}
}

// pngChunk is a chunk as PNG has them.
func pngChunk(kind, content string) []byte {
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	chunk = append(chunk, kind+content...)
	return binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE([]byte(kind+content)))
}

// Files that are pictures and something else come out as pictures.
func TestPolyglots(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	plain := asPNG(t, flag(20, 10, coral, none))
	const script = "<script>alert(1)</script>"
	inside := bytes.Join([][]byte{plain[:33], pngChunk("tEXt", "Comment\x00"+script), plain[33:]}, nil) // behind IHDR
	for name, data := range map[string][]byte{
		"a page behind a PNG":    append(bytes.Clone(plain), "<html>"+script...),
		"a page within a PNG":    inside,
		"an archive behind JPEG": append(asJPEG(t, flag(20, 10, coral, coral)), "PK\x03\x04"+script...),
		"a script within Exif":   withExif(append(asJPEG(t, flag(20, 10, coral, coral)), script...), 1, "MM"),
		"a page behind a WebP":   append(file(t, "opaque.webp"), script...),
	} {
		_, stored, _ := s.upload(data)
		if bytes.Contains(stored, []byte("script")) || bytes.Contains(stored, []byte("PK\x03\x04")) {
			t.Errorf("%s: it came through", name)
		}
	}
}

func TestRefusedPictures(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	good := asPNG(t, flag(20, 10, coral, none))
	photo := asJPEG(t, flag(20, 10, coral, coral))
	huge := bytes.Clone(good)
	binary.BigEndian.PutUint32(huge[16:], 50_000)
	binary.BigEndian.PutUint32(huge[20:], 50_000)
	binary.BigEndian.PutUint32(huge[29:], crc32.ChecksumIEEE(huge[12:29]))
	for name, test := range map[string]struct {
		data []byte
		code wall.Code
	}{
		"nothing":               {nil, wall.UnsupportedMediaType},
		"a GIF":                 {[]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), wall.UnsupportedMediaType},
		"SVG":                   {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), wall.UnsupportedMediaType},
		"a page":                {[]byte("<!doctype html><p>Hello"), wall.UnsupportedMediaType},
		"half a PNG":            {good[:len(good)/2], wall.Invalid},
		"a PNG's first bytes":   {good[:8], wall.Invalid},
		"half a JPEG":           {photo[:len(photo)/2], wall.Invalid},
		"a WebP's first bytes":  {file(t, "opaque.webp")[:20], wall.Invalid},
		"far too many points":   {huge, wall.TooLarge},
		"too many bytes":        {make([]byte, media.MaxBytes+1), wall.TooLarge},
		"a JPEG of many passes": {append(photo[:len(photo)-2], bytes.Repeat([]byte("\xff\xda\x00\x02"), 1000)...), wall.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := s.Upload(t.Context(), s.tenant, test.data); !wall.IsCode(err, test.code) {
				t.Errorf("got %v, want %s", err, test.code)
			}
		})
	}
}

func TestUploadsAreBounded(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	data := asPNG(t, flag(1, 1, coral, coral))
	for range 60 {
		s.upload(data)
	}
	if _, err := s.Upload(t.Context(), s.tenant, data); !wall.IsCode(err, wall.TooManyRequests) {
		t.Errorf("got %v", err)
	}
}
