package mirror

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hashmytag/hashmytag/shared/safehttp"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// memory is what the function must survive with.
const memory = 256 << 20

// inChild names the server of hostile pictures to the process that works on
// them, alone with its memory.
const inChild = "HOSTILE_PICTURES"

// TestHostilePictures works on everything that is bad for memory in a process
// of its own, as many pictures at a time as the function does, and asks the
// system how much that took at most. The process is built as the function is:
// without the race detector, which takes several times the memory.
func TestHostilePictures(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("the system's account of a process' memory is Linux's")
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h, ok := heavy()[strings.TrimPrefix(r.URL.Path, "/")]; ok {
			_ = h.write(w)
		}
	}))
	t.Cleanup(server.Close)
	binary := filepath.Join(t.TempDir(), "child")
	build := exec.CommandContext(t.Context(), "go", "test", "-c", "-tags", "nodynamic", "-o", binary, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the child: %v\n%s", err, out)
	}
	child := exec.CommandContext(t.Context(), binary, "-test.run=^TestInChild$")
	child.Env = append(os.Environ(), inChild+"="+server.URL)
	out, err := child.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	_, peak, found := strings.Cut(string(out), "peak ")
	var kilobytes int
	if _, err := fmt.Sscan(peak, &kilobytes); !found || err != nil {
		t.Fatalf("no peak in %s", out)
	}
	t.Logf("%d MB at most", kilobytes>>10)
	if kilobytes<<10 > memory {
		t.Errorf("pictures took %d MB, of %d", kilobytes>>10, memory>>20)
	}
}

func TestInChild(t *testing.T) {
	server := os.Getenv(inChild)
	if server == "" {
		t.Skip("a part of TestHostilePictures")
	}
	debug.SetMemoryLimit(MemoryLimit)
	// The parent may be slow to draw them, under the race detector and beside other tests.
	client := safehttp.New(safehttp.Options{Timeout: 5 * time.Minute, MaxBody: MaxBytes, Trusted: []string{server}})
	w := &work{Mirror: New(Mirror{HTTP: client}), tenantID: "t_1"}
	var running errgroup.Group
	running.SetLimit(fetches)
	for name, h := range heavy() {
		running.Go(func() error {
			slot := wall.Slot{Address: server + "/" + url.PathEscape(name), Copy: &wall.Copy{}}
			made, _, err := w.make(t.Context(), job{"instagram:1", slot})
			if made.Done() != h.taken || !h.taken && !errors.As(err, new(*hopeless)) {
				t.Errorf("%s: made %+v, %v", name, made, err)
			}
			return nil
		})
	}
	_ = running.Wait()
	status, err := os.ReadFile("/proc/self/status")
	must(t, err)
	_, peak, _ := strings.Cut(string(status), "VmHWM:")
	fmt.Println("peak", strings.Fields(peak)[0]) // for the parent
}

// heavyPicture is made when it is asked for: the test itself must not hold them.
type heavyPicture struct {
	taken bool
	write func(w io.Writer) error
}

func heavy() map[string]heavyPicture {
	return map[string]heavyPicture{
		"50,000 x 50,000":      {false, func(w io.Writer) error { _, err := w.Write(claiming(50_000, 50_000)); return err }},
		"16 million points":    {true, func(w io.Writer) error { return jpeg.Encode(w, ycbcr(4000, 4000), nil) }},
		"all coefficients":     {true, func(w io.Writer) error { return writeProgressive(w, 2500, 2600) }}, // 97 MB
		"too many of them":     {false, func(w io.Writer) error { return writeProgressive(w, 3000, 3000) }},
		"bomb":                 {true, func(w io.Writer) error { return png.Encode(w, image.NewNRGBA(image.Rect(0, 0, 4000, 4000))) }},
		"bomb of sixteen bits": {false, func(w io.Writer) error { return png.Encode(w, image.NewNRGBA64(image.Rect(0, 0, 3600, 3600))) }},
		"GIF bomb": {true, func(w io.Writer) error {
			return gif.Encode(w, image.NewPaletted(image.Rect(0, 0, 8000, 2000), color.Palette{color.Black, color.White}), nil)
		}},
		"tower":   {true, func(w io.Writer) error { return png.Encode(w, image.NewGray(image.Rect(0, 0, 3, 8000))) }},
		"noise":   {true, func(w io.Writer) error { return png.Encode(w, noise(1280, 1500)) }},
		"endless": {false, writeEndless},
		"lossless WebP": {false, func(w io.Writer) error {
			_, err := io.WriteString(w, "RIFF\x1a\x00\x00\x00WEBPVP8L\x0e\x00\x00\x00/"+strings.Repeat("\xff", 13))
			return err
		}},
	}
}

// claiming is a PNG whose header says how large it is, and lies.
func claiming(width, height uint32) []byte {
	var out bytes.Buffer
	_ = png.Encode(&out, image.NewGray(image.Rect(0, 0, 1, 1)))
	data := out.Bytes()
	binary.BigEndian.PutUint32(data[16:], width)
	binary.BigEndian.PutUint32(data[20:], height)
	binary.BigEndian.PutUint32(data[29:], crc32.ChecksumIEEE(data[12:29]))
	return data
}

func ycbcr(width, height int) image.Image {
	return image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio444)
}

// writeProgressive says of a plain JPEG that it is progressive: the decoder
// makes room for all of its coefficients.
func writeProgressive(w io.Writer, width, height int) error {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, ycbcr(width, height), nil); err != nil {
		return err
	}
	data := bytes.Replace(out.Bytes(), []byte("\xff\xc0"), []byte("\xff\xc2"), 1)
	scan := bytes.Index(data, []byte("\xff\xda"))
	data[scan+12] = 0 // the first coefficient alone
	_, err := w.Write(data)
	return err
}

func noise(width, height int) image.Image {
	img := image.NewGray(image.Rect(0, 0, width, height))
	seed := uint32(1)
	for i := range img.Pix {
		seed = seed*1664525 + 1013904223
		img.Pix[i] = uint8(seed >> 24)
	}
	return img
}

func writeEndless(w io.Writer) error {
	if err := png.Encode(w, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		return err
	}
	for block := make([]byte, 1<<20); ; {
		if _, err := w.Write(block); err != nil {
			return nil //nolint:nilerr // the reader has had enough
		}
	}
}

// What is no picture, or a picture and something else, brings nothing but
// pictures out.
func TestWrongPictures(t *testing.T) {
	t.Parallel()
	const script = "<script>alert(1)</script>"
	var photo, animation bytes.Buffer
	must(t, jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 20, 10)), nil))
	must(t, gif.Encode(&animation, image.NewPaletted(image.Rect(0, 0, 20, 10), color.Palette{color.Black, color.White}), nil))
	for name, test := range map[string]struct {
		data  string
		taken bool
	}{
		"nothing":                  {"", false},
		"a page":                   {"<!doctype html>" + script, false},
		"SVG with a script":        {`<svg xmlns="http://www.w3.org/2000/svg">` + script + `</svg>`, false},
		"SVG with a declaration":   {`<?xml version="1.0"?><svg onload="alert(1)"/>`, false},
		"an archive":               {"PK\x03\x04", false},
		"a film":                   {"\x00\x00\x00\x18ftypmp42", false},
		"AVIF":                     {"\x00\x00\x00\x1cftypavif", false},
		"half a JPEG":              {photo.String()[:photo.Len()/2], false},
		"JPEG and a page":          {photo.String() + script, true},
		"GIF and a program":        {animation.String() + "/*" + script, true},
		"a JPEG of 1,000 passes":   {strings.TrimSuffix(photo.String(), "\xff\xd9") + strings.Repeat("\xff\xda\x00\x02", 1000), false},
		"a GIF with wrong numbers": {"GIF89a\xff\xff\xff\xff\x80\x00\x00" + strings.Repeat("\x00", 40), false},
	} {
		slot := wall.Slot{Address: "https://cdn.example/a.jpg", Copy: &wall.Copy{}}
		made, files, err := render("t_1", []byte(test.data), slot, "digest")
		if taken := err == nil; taken != test.taken || !taken && !errors.As(err, new(*hopeless)) {
			t.Errorf("%s: %+v, %v", name, made, err)
		}
		for _, f := range files {
			if bytes.Contains(f.data, []byte("script")) || bytes.Contains(f.data, []byte("PK\x03\x04")) {
				t.Errorf("%s: it came through in %s", name, f.Key())
			}
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Addresses are the networks', and may be anything. (That a name which resolves
// otherwise the second time gains nothing, safehttp's own tests show.)
func TestWrongAddresses(t *testing.T) {
	t.Parallel()
	private := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was asked") }))
	t.Cleanup(private.Close)
	public := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/redirect":
			http.Redirect(w, r, r.URL.Query().Get("to"), http.StatusFound)
		case "/compressed":
			w.Header().Set("Content-Encoding", "gzip")
			zip := gzip.NewWriter(w)
			for range 64 {
				_, _ = zip.Write(make([]byte, 1<<20))
			}
			_ = zip.Close()
		case "/slow":
			_, _ = io.WriteString(w, "\xff\xd8")
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		case "/again":
			http.Redirect(w, r, "/again", http.StatusFound)
		case "/gone":
			w.WriteHeader(http.StatusForbidden)
		}
	}))
	t.Cleanup(public.Close)
	// The parent may be slow to draw them, under the race detector and beside other tests.
	client := safehttp.New(safehttp.Options{Timeout: 5 * time.Minute, MaxBody: MaxBytes, Trusted: []string{public.URL}})
	redirect := func(to string) string { return public.URL + "/redirect?to=" + url.QueryEscape(to) }
	for address, final := range map[string]bool{
		private.URL: true, "http://169.254.169.254/latest/meta-data/": true, "http://[::ffff:127.0.0.1]/": true, "http://[fd00:ec2::254]/": true,
		redirect(private.URL): true, redirect("http://169.254.169.254/"): true, redirect("https://other.example/"): true, public.URL + "/again": true,
		public.URL + "/compressed": true, public.URL + "/slow": false, public.URL + "/gone": false,
		"file:///etc/passwd": false, "data:image/png;base64,AAAA": false, "//host/a.jpg": false, ":": true, "": false,
	} {
		patience := time.Minute
		if strings.HasSuffix(address, "/slow") {
			patience = 100 * time.Millisecond
		}
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		data, err := fetch(ctx, client, address)
		if err == nil || errors.As(err, new(*hopeless)) != final {
			t.Errorf("%q gave %d bytes, %v", address, len(data), err)
		}
		cancel()
	}
}
