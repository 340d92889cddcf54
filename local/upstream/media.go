package upstream

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream/picture"
	"github.com/hashmytag/hashmytag/local/upstream/world"
)

// picture is the address of a picture: one that expires, as Instagram's and
// Facebook's do, or one that stays, as X's and Google's do.
func (c *call) picture(m world.Media, expires bool) string {
	if m.URL != "" && !m.Video() { // a video's is that of the film
		return m.URL
	}
	return c.file("image", m, "jpg", expires)
}

// video is the address of a film.
func (c *call) video(m world.Media, expires bool) string {
	if m.URL != "" {
		return m.URL
	}
	return c.file("video", m, "mp4", expires)
}

func (c *call) file(kind string, m world.Media, suffix string, expires bool) string {
	path := fmt.Sprintf("%s/%s/%x_%dx%d.%s", kind, or(m.Scene, "pattern"), m.Variant, or(m.Width, 1080), or(m.Height, 1080), suffix)
	if !expires {
		return c.base() + "/img/" + path
	}
	// As with the vendor, the same picture has another address at another time.
	life := time.Duration(c.PictureHours * float64(time.Hour))
	oe := strconv.FormatInt(c.now.Truncate(10*time.Minute).Add(life).Unix(), 16)
	return fmt.Sprintf("%s/cdn/%s?_nc_cat=%d&oh=%s&oe=%s", c.base(), path, 100+m.Variant%12, c.server.signature(path, oe), strings.ToUpper(oe))
}

func (s *Server) signature(path, oe string) string {
	return fmt.Sprintf("00_%016x", hash(path, strings.ToUpper(oe), strconv.FormatUint(s.config.Seed, 10)))
}

// serveSigned serves a picture or video whose address expires.
func (s *Server) serveSigned(w http.ResponseWriter, r *http.Request) {
	oe := r.URL.Query().Get("oe")
	until, err := strconv.ParseInt(oe, 16, 64)
	path := strings.Join([]string{r.PathValue("kind"), r.PathValue("scene"), r.PathValue("file")}, "/")
	switch {
	case err != nil, r.URL.Query().Get("oh") != s.signature(path, oe):
		write(w, http.StatusForbidden, "text/plain", []byte("URL signature mismatch"))
	case !s.config.Now().Before(time.Unix(until, 0)):
		write(w, http.StatusForbidden, "text/plain", []byte("URL signature expired"))
	default:
		s.serveImage(w, r)
	}
}

func (s *Server) serveImage(w http.ResponseWriter, r *http.Request) {
	var variant uint64
	var width, height int
	var suffix string
	if _, err := fmt.Sscanf(r.PathValue("file"), "%x_%dx%d.%s", &variant, &width, &height, &suffix); err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=86400")
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	if r.PathValue("kind") == "video" {
		http.ServeContent(w, r, "film.mp4", time.Time{}, picture.Film(r.PathValue("scene")))
		return
	}
	jpeg, err := s.pictures.JPEG(r.PathValue("scene"), variant, width, height)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	write(w, http.StatusOK, "image/jpeg", jpeg)
}
