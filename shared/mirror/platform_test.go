package mirror_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/mirror"
	"github.com/hashmytag/hashmytag/shared/objects"
	"github.com/hashmytag/hashmytag/shared/safehttp"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// platform is one tenant with a table and a bucket on real engines, and a
// network's host for pictures.
type platform struct {
	*testing.T
	now    time.Time
	tenant wall.Tenant
	table  *dynamo.TenantTable
	bucket *objects.Bucket
	s3     *s3.Client
	name   string // of the bucket
	host   *host
	mirror mirror.Mirror
	queue  *inbox
}

// host serves pictures as a test says, by path.
type host struct {
	*httptest.Server
	mu    sync.Mutex
	serve map[string]http.HandlerFunc
	asked map[string]int
}

func (h *host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.asked[r.URL.Path]++
	serve := h.serve[r.URL.Path]
	h.mu.Unlock()
	if serve == nil {
		http.NotFound(w, r)
		return
	}
	serve(w, r)
}

func (h *host) set(path string, serve http.HandlerFunc) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.serve[path] = serve
}

func (h *host) calls(path string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.asked[path]
}

// inbox keeps the messages that were sent.
type inbox struct {
	mu       sync.Mutex
	messages []wall.PictureMessage
}

func (q *inbox) SendPictures(_ context.Context, m wall.PictureMessage) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.messages = append(q.messages, m)
	return nil
}

func newPlatform(t *testing.T) *platform {
	t.Helper()
	db := enginetest.DynamoDB(t)
	p := &platform{
		T: t, now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), queue: &inbox{},
		tenant: wall.Tenant{ID: wall.NewTenantID(), Table: enginetest.Name("tenant"), Status: wall.Active, KeyHash: "hash"},
		host:   &host{serve: map[string]http.HandlerFunc{}, asked: map[string]int{}},
		s3:     enginetest.S3(t), name: strings.ReplaceAll(enginetest.Name("media"), "_", "-"),
	}
	_, err := p.s3.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &p.name})
	must(t, err)
	p.bucket = objects.NewBucket(p.s3, p.name)
	must(t, dynamo.Provisioner{Client: db}.CreateTable(t.Context(), p.tenant.Ref()))
	tables := dynamo.NewTables(dynamo.OneClient{Client: db})
	p.table, err = tables.Open(t.Context(), p.tenant.Ref())
	must(t, err)
	_, err = p.table.SetUp(t.Context(), p.tenant, "hmt_key")
	must(t, err)
	must(t, p.table.AddFeed(t.Context(), wall.Feed{ID: "f_1", Network: wall.Instagram, Rev: 1}, 3))
	p.host.Server = httptest.NewServer(p.host)
	t.Cleanup(p.host.Close)
	client := safehttp.New(safehttp.Options{Timeout: 5 * time.Second, MaxBody: mirror.MaxBytes, Trusted: []string{p.host.URL}})
	t.Cleanup(client.CloseIdleConnections)
	p.mirror = mirror.New(mirror.Mirror{
		Open:   func(ctx context.Context, ref wall.TableRef) (wall.PictureStore, error) { return tables.Open(ctx, ref) },
		Bucket: p.bucket, HTTP: client, Queue: p.queue, Clock: func() time.Time { return p.now },
	})
	return p
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func photo(t testing.TB, w, h int, c color.Color) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = uint8(i * 7 % 97)
	}
	for x := range w {
		img.Set(x, h/2, c)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// picture serves bytes at a path, and gives its address with a signature, as CDNs do.
func (p *platform) picture(path string, data []byte) string {
	p.host.set(path, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(data) })
	return p.host.URL + path + "?oe=" + path
}

func instagram(id string, addresses ...string) wall.Post {
	post := wall.Post{
		ID: wall.PostID(wall.Instagram, id), Network: wall.Instagram, FeedIDs: []string{"f_1"}, Text: "Bonjour", Status: wall.Visible,
		PublishedAt: time.Date(2026, 11, 24, 11, 0, 0, 0, time.UTC),
	}
	for _, a := range addresses {
		post.Media = append(post.Media, wall.Media{Kind: wall.Image, URL: a})
	}
	return post
}

// store stores posts as a sync does, and does what follows for their pictures.
func (p *platform) store(posts ...wall.Post) {
	p.Helper()
	var changes []wall.PostChange
	for _, post := range posts {
		changes = append(changes, wall.PostChange{Post: post})
	}
	p.change(changes...)
}

func (p *platform) change(changes ...wall.PostChange) {
	p.Helper()
	var ids []string
	for _, c := range changes {
		ids = append(ids, c.Post.ID)
	}
	before, err := p.table.Posts(p.Context(), ids)
	must(p.T, err)
	must(p.T, p.table.ChangePosts(p.Context(), changes))
	work := feedsync.PicturesOf(p.tenant.Ref(), changes, before, p.now)
	if !work.Empty() {
		p.do(work)
	}
}

func (p *platform) do(m wall.PictureMessage) {
	p.Helper()
	must(p.T, p.mirror.Do(p.Context(), m))
}

// look looks at all pictures, and does what that asks for.
func (p *platform) look() {
	p.Helper()
	p.do(wall.PictureMessage{Ref: p.tenant.Ref(), Look: true})
	p.work()
}

// work does what the messages that were sent ask for.
func (p *platform) work() {
	p.Helper()
	for len(p.queue.messages) > 0 {
		next := p.queue.messages[0]
		p.queue.messages = p.queue.messages[1:]
		p.do(next)
	}
}

func (p *platform) post(id string) wall.Post {
	p.Helper()
	posts, err := p.table.Posts(p.Context(), []string{id})
	must(p.T, err)
	post, ok := posts[id]
	if !ok {
		p.Fatalf("there is no post %s", id)
	}
	return post
}

// stored are the keys of all objects.
func (p *platform) stored() []string {
	p.Helper()
	all, err := p.bucket.Stored(p.Context(), "")
	must(p.T, err)
	var keys []string
	for key := range all {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func (p *platform) read(address string) (data []byte, contentType string) {
	p.Helper()
	key := strings.TrimPrefix(address, "/")
	got, err := p.s3.GetObject(p.Context(), &s3.GetObjectInput{Bucket: &p.name, Key: &key})
	must(p.T, err)
	data, err = io.ReadAll(got.Body)
	must(p.T, err)
	return data, *got.ContentType
}
