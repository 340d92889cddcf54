package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"golang.org/x/sync/errgroup"

	local "github.com/hashmytag/hashmytag/local/aws"
	"github.com/hashmytag/hashmytag/local/lambda"
	"github.com/hashmytag/hashmytag/local/process"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	pictureBatches = 6
	batchPictures  = 10 // one message's
	mirrors        = 2  // that work at the same time: one for each of two cores
)

// pictures has the real mirror copy pictures of the size that Instagram gives,
// from a message to the posts that say so, and asks the system how much memory
// that took.
func pictures(ctx context.Context) (row, error) {
	m, stop, err := startMirror(ctx)
	if err != nil {
		return row{}, err
	}
	defer stop()
	if err := m.copyAll(ctx, mirrors); err != nil { // the encoder is compiled with the first picture
		return row{}, err
	}
	before, err := usedBy(m.binary)
	if err != nil {
		return row{}, err
	}
	begin := time.Now()
	if err := m.copyAll(ctx, pictureBatches); err != nil {
		return row{}, err
	}
	rate := pictureBatches * batchPictures / time.Since(begin).Seconds()
	after, err := usedBy(m.binary)
	if err != nil {
		return row{}, err
	}
	each := (after.processor - before.processor).Seconds() / (pictureBatches * batchPictures)
	return row{
		what:     fmt.Sprintf("pictures of 1440 × 1080 copied by %d mirrors; processor time of each; memory of the larger mirror", mirrors),
		measured: fmt.Sprintf("%.1f a second; %.2f s; %d MB at most", rate, each, after.peak>>20), budget: "≤ 256 MB", kept: after.peak <= 256<<20,
	}, nil
}

// mirrorBench is the mirror, a tenant, and a network's host for pictures.
type mirrorBench struct {
	binary   string
	function *lambda.Function
	tenant   tenant
	queue    *queue.Pictures
	queueURL string
	messages func(ctx context.Context) ([]byte, error)
	host     string
	posts    int
}

func startMirror(ctx context.Context) (*mirrorBench, func(), error) {
	var stops []func()
	stop := func() {
		for i := len(stops) - 1; i >= 0; i-- {
			stops[i]()
		}
	}
	m := &mirrorBench{}
	for _, step := range []func(context.Context) (func(), error){m.startTenant, m.startQueue, m.startHost, m.startFunction} {
		undo, err := step(ctx)
		if err != nil {
			stop()
			return nil, nil, err
		}
		stops = append(stops, undo)
	}
	return m, stop, nil
}

func (m *mirrorBench) startTenant(ctx context.Context) (stop func(), err error) {
	_, m.tenant, stop, err = startTenant(ctx, 1)
	return stop, err
}

// startQueue starts the queue whose messages are what the function gets.
func (m *mirrorBench) startQueue(ctx context.Context) (func(), error) {
	client, stop, err := startSQS(ctx)
	if err != nil {
		return nil, err
	}
	created, err := client.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: ptr(name("pictures"))})
	if err != nil {
		stop()
		return nil, err
	}
	m.queueURL = *created.QueueUrl
	m.queue = queue.NewPictures(client, m.queueURL)
	m.messages = func(ctx context.Context) ([]byte, error) {
		received, err := client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: created.QueueUrl, MaxNumberOfMessages: 1})
		if err != nil || len(received.Messages) == 0 {
			return nil, err
		}
		message := received.Messages[0]
		return json.Marshal(events.SQSEvent{Records: []events.SQSMessage{{MessageId: *message.MessageId, Body: *message.Body}}})
	}
	return stop, nil
}

func (m *mirrorBench) startHost(context.Context) (func(), error) {
	photo, err := photograph(1440, 1080)
	if err != nil {
		return nil, err
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(photo) }))
	m.host = server.URL
	return server.Close, nil
}

// startFunction builds the function, and runs it with the rights that it has.
func (m *mirrorBench) startFunction(ctx context.Context) (func(), error) {
	dir, err := os.MkdirTemp("", "mirror")
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	m.binary = filepath.Join(dir, "mirror")
	if err := build(ctx, m.binary, "./functions/mirror"); err != nil {
		return nil, err
	}
	aws, plan, stop, err := serveAWS(local.Config{DynamoDB: m.tenant.engine, SQS: m.tenant.engine, Objects: root})
	if err != nil {
		return nil, err
	}
	declared := plan.Functions[0]
	for _, f := range plan.Functions {
		if f.Folder == "mirror" {
			declared = f
		}
	}
	environment := map[string]string{}
	for name, value := range declared.Environment {
		environment[name] = value
	}
	environment["INSTAGRAM_BASE_URL"], environment["AWS_ENDPOINT_URL"], environment["PICTURE_QUEUE_URL"] = m.host, aws, m.queueURL
	environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"] = declared.ID, declared.ID
	m.function = lambda.New(lambda.Config{
		Name: declared.Name, ARN: declared.ARN, Region: region, Binary: m.binary, Environment: environment,
		Timeout: declared.Timeout, Memory: declared.Memory, Concurrency: mirrors, Output: process.NewOutput(os.Stderr),
	})
	return func() { m.function.Close(); stop(); _ = root.Close(); _ = os.RemoveAll(dir) }, nil
}

// copyAll sends messages of ten pictures each, and has them worked on side by side.
func (m *mirrorBench) copyAll(ctx context.Context, batches int) error {
	for range batches {
		if err := m.post(ctx); err != nil {
			return err
		}
	}
	group, working := errgroup.WithContext(ctx)
	for range mirrors {
		group.Go(func() error { return m.work(working) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return m.wantCopies(ctx)
}

// work gives the function one message after the other.
func (m *mirrorBench) work(ctx context.Context) error {
	for {
		message, err := m.messages(ctx)
		if err != nil || message == nil {
			return err
		}
		answer, err := m.function.Invoke(ctx, message)
		var failed events.SQSEventResponse
		if err == nil {
			err = json.Unmarshal(answer, &failed)
		}
		if err != nil || len(failed.BatchItemFailures) > 0 {
			return fmt.Errorf("the mirror answers %s, %w", answer, err)
		}
	}
}

// post stores posts with pictures, and asks for those.
func (m *mirrorBench) post(ctx context.Context) error {
	var changes []wall.PostChange
	var ids []string
	for range batchPictures {
		m.posts++
		id := wall.PostID(wall.Instagram, fmt.Sprintf("pictured%d", m.posts))
		ids = append(ids, id)
		changes = append(changes, wall.PostChange{Post: wall.Post{
			ID: id, Network: wall.Instagram, Text: id, Status: wall.Visible, PublishedAt: time.Now(),
			Media: []wall.Media{{Kind: wall.Image, URL: m.host + "/" + id + ".jpg"}},
		}})
	}
	if err := m.tenant.table.ChangePosts(ctx, changes); err != nil {
		return err
	}
	return m.queue.SendPictures(ctx, wall.PictureMessage{Ref: m.tenant.Ref(), Posts: ids})
}

// wantCopies looks at the last post: a mirror that copied nothing was quick.
func (m *mirrorBench) wantCopies(ctx context.Context) error {
	id := wall.PostID(wall.Instagram, fmt.Sprintf("pictured%d", m.posts))
	posts, err := m.tenant.table.Posts(ctx, []string{id})
	if err == nil && !posts[id].Media[0].Copy.Done() {
		err = fmt.Errorf("%s was not copied: %+v", id, posts[id].Media[0].Copy)
	}
	return err
}

// used is what processes have taken: the most memory that one has held, and the
// processor time of all.
type used struct {
	peak      int64
	processor time.Duration
}

// usedBy asks Linux about the processes of a program.
func usedBy(binary string) (u used, err error) {
	found, err := filepath.Glob("/proc/[0-9]*/exe")
	if err != nil {
		return u, err
	}
	for _, link := range found {
		if target, err := os.Readlink(link); err != nil || target != binary {
			continue
		}
		status, err := os.ReadFile(filepath.Join(filepath.Dir(link), "status"))
		if err != nil {
			return u, err
		}
		times, err := os.ReadFile(filepath.Join(filepath.Dir(link), "stat"))
		if err != nil {
			return u, err
		}
		u.peak = max(u.peak, highWater(status)<<10)
		u.processor += processorTime(string(times))
	}
	if u.peak == 0 {
		err = fmt.Errorf("no process of %s", binary)
	}
	return u, err
}

// processorTime is the 14th and 15th field, in hundredths of a second; the second
// is the program's name, and ends with a bracket.
func processorTime(stat string) time.Duration {
	fields := strings.Fields(stat[strings.LastIndex(stat, ")")+1:])
	var user, system time.Duration
	_, _ = fmt.Sscan(fields[11]+" "+fields[12], &user, &system)
	return (user + system) * 10 * time.Millisecond
}

func highWater(status []byte) (kilobytes int64) {
	for lines := bufio.NewScanner(bytes.NewReader(status)); lines.Scan(); {
		if value, is := strings.CutPrefix(lines.Text(), "VmHWM:"); is {
			_, _ = fmt.Sscan(value, &kilobytes)
		}
	}
	return kilobytes
}

// photograph is a JPEG with as much detail as a photograph: soft, with grain.
func photograph(width, height int) ([]byte, error) {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	seed := uint32(1)
	for y := range height {
		for x := range width {
			seed = seed*1664525 + 1013904223
			grain, i := uint8(seed>>29), img.PixOffset(x, y)
			img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3] = uint8(x/8)+grain, uint8(y/6)+grain, uint8((x+y)/12), 255
		}
	}
	var out bytes.Buffer
	err := jpeg.Encode(&out, img, nil)
	return out.Bytes(), err
}
