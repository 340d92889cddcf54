package upstream

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream/world"
)

// complianceJob is a batch compliance job: ids of posts go in, and those that were
// deleted or edited come out.
type complianceJob struct {
	id, name string
	token    string
	created  time.Time
	uploaded time.Time // zero before the ids came
	ids      []string
}

const (
	jobTakes     = time.Minute        // to look through the ids
	uploadWithin = 15 * time.Minute   // of its creation
	downloadFor  = 7 * 24 * time.Hour // from its creation
	maxUpload    = 128 << 20
	jobCalls     = 150 // of each method in 15 minutes
)

func (j *complianceJob) status(now time.Time) string {
	switch {
	case j.uploaded.IsZero() && now.Sub(j.created) > uploadWithin:
		return "expired"
	case j.uploaded.IsZero():
		return "created"
	case now.Sub(j.uploaded) < jobTakes:
		return "in_progress"
	}
	return "complete"
}

func (j *complianceJob) active(now time.Time) bool {
	s := j.status(now)
	return s == "created" || s == "in_progress"
}

// compliance serves /2/compliance/jobs and below, to the app whose jobs they are.
func (t *twitter) compliance(w http.ResponseWriter, c *call) {
	if c.JobsRefused {
		c.forbidden(w, Fault{})
		return
	}
	parts := c.path[3:]
	switch {
	case len(parts) == 0 && c.Method == http.MethodPost:
		t.createJob(w, c)
	case len(parts) == 0 && c.Method == http.MethodGet:
		t.listJobs(w, c)
	case len(parts) > 0:
		t.oneJob(w, c, parts)
	default:
		t.refuse(w, c, Fault{Kind: "gone"})
	}
}

func (t *twitter) createJob(w http.ResponseWriter, c *call) {
	var ask struct{ Type, Name string }
	if err := json.NewDecoder(io.LimitReader(c.Body, 1<<16)).Decode(&ask); err != nil || ask.Type != "tweets" && ask.Type != "users" {
		c.invalid(w, "type", ask.Type, "The `type` parameter must be one of [tweets,users]")
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, j := range t.jobs {
		if j.token == c.token && j.active(c.now) {
			c.problem(w, http.StatusConflict, "", "Conflict", "A compliance job of this type is already active.", nil)
			return
		}
	}
	j := &complianceJob{id: snowflake(c.now, uint64(len(t.jobs))), name: ask.Name, token: c.token, created: c.now}
	t.jobs = append(t.jobs, j)
	writeJSON(w, http.StatusOK, map[string]any{"data": c.jobJSON(j)})
}

func (c *call) jobJSON(j *complianceJob) map[string]any {
	at := "http://" + c.Host + "/upstream/twitter/2/compliance/jobs/" + j.id // X's own address, as it was called
	return map[string]any{
		"id": j.id, "type": "tweets", "name": j.name, "status": j.status(c.now), "resumable": false, "created_at": j.created.Format(twitterTime),
		"upload_url": at + "/upload?token=" + opaque("u", j.id), "upload_expires_at": j.created.Add(uploadWithin).Format(twitterTime),
		"download_url": at + "/download?token=" + opaque("d", j.id), "download_expires_at": j.created.Add(downloadFor).Format(twitterTime),
	}
}

func (t *twitter) listJobs(w http.ResponseWriter, c *call) {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := []map[string]any{}
	for _, j := range t.jobs {
		if status := c.query["status"]; j.token == c.token && (status == "" || status == j.status(c.now)) {
			list = append(list, c.jobJSON(j))
		}
	}
	writeJSON(w, http.StatusOK, map[string]any{"data": list, "meta": map[string]any{"result_count": len(list)}})
}

// oneJob serves a job, its upload and its download.
func (t *twitter) oneJob(w http.ResponseWriter, c *call, parts []string) {
	t.mu.Lock()
	var job *complianceJob
	for _, j := range t.jobs {
		if j.id == parts[0] && j.token == c.token {
			job = j
		}
	}
	t.mu.Unlock()
	what := c.Method + " " + strings.Join(parts[1:], "/")
	switch {
	case job == nil:
		t.refuse(w, c, Fault{Kind: "gone"})
	case what == "GET ":
		writeJSON(w, http.StatusOK, map[string]any{"data": c.jobJSON(job)})
	case what == "DELETE ":
		t.cancelJob(w, c, job)
	case what == "PUT upload" && c.query["token"] == opaque("u", job.id):
		t.upload(w, c, job)
	case what == "GET download" && c.query["token"] == opaque("d", job.id):
		t.download(w, c, job)
	default:
		c.forbidden(w, Fault{})
	}
}

func (t *twitter) cancelJob(w http.ResponseWriter, c *call, job *complianceJob) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, j := range t.jobs {
		if j == job && j.active(c.now) {
			t.jobs = append(t.jobs[:i:i], t.jobs[i+1:]...)
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

func (t *twitter) upload(w http.ResponseWriter, c *call, job *complianceJob) {
	ids, err := io.ReadAll(c.Body)
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil || job.status(c.now) != "created" {
		c.forbidden(w, Fault{})
		return
	}
	job.ids, job.uploaded = strings.Fields(string(ids)), c.now
	w.WriteHeader(http.StatusOK)
}

// download is a line for each post that is not as it was.
func (t *twitter) download(w http.ResponseWriter, c *call, job *complianceJob) {
	if job.status(c.now) != "complete" {
		c.forbidden(w, Fault{})
		return
	}
	var lines strings.Builder
	out := json.NewEncoder(&lines)
	all := t.find(c, job.ids)
	for _, id := range job.ids {
		p, there := all[id]
		if line := c.event(id, p, there); line != nil {
			_ = out.Encode(line)
		}
	}
	write(w, http.StatusOK, "application/x-ndjson", []byte(lines.String()))
}

// event is what has happened to a post; nil for nothing.
func (c *call) event(id string, p world.Post, there bool) map[string]any {
	if _, err := strconv.ParseInt(id, 10, 64); err != nil {
		return map[string]any{"id": id, "error": "invalid_id"}
	}
	line := map[string]any{"id": id, "created_at": madeAt(id).UTC().Format(twitterTime)}
	switch {
	case !there:
		line["action"], line["reason"], line["redacted_at"] = "delete", "deleted", c.now.Format(twitterTime)
	case len(p.Raw) > 0 && p.Raw["edit_history_tweet_ids"] != nil, len(p.Raw) > 0 && p.Raw["edit_history_post_ids"] != nil:
		line["action"], line["reason"] = "rehydrate", "tweet_edited"
	default:
		return nil
	}
	return line
}
