package twitter

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// jobName tells our jobs from those that others start with the same app.
const jobName = "hashmytag"

// complianceJobs is where jobs are begun and listed.
const complianceJobs = "/2/compliance/jobs"

// job is a batch compliance job.
type job struct {
	ID       wire.ID `json:"id"`
	Name     string  `json:"name"`
	Status   string  `json:"status"`
	Upload   string  `json:"upload_url"`
	Download string  `json:"download_url"`
}

// Compliance begins a batch compliance job for posts, or tells what came of one:
// millions of posts a job, and unlike lookups no post of them is billed
// (docs.x.com/x-api/compliance/batch-compliance). An app has one job at a time.
func (n *Network) Compliance(ctx context.Context, r wall.ComplianceRequest) (wall.ComplianceResult, error) {
	if r.Job == "" {
		return n.beginJob(ctx, r)
	}
	var answer struct {
		Data job `json:"data"`
	}
	if err := n.ask(ctx, r, wire.Call{Path: complianceJobs + "/" + url.PathEscape(r.Job)}, &answer); err != nil {
		return wall.ComplianceResult{}, err
	}
	switch answer.Data.Status {
	case "created", "in_progress":
		return wall.ComplianceResult{Job: r.Job}, nil
	case "complete":
		return n.results(ctx, r, answer.Data)
	}
	return wall.ComplianceResult{}, lostJob(answer.Data.Status)
}

// lostJob is about a job that will not answer any more: another one has to begin.
func lostJob(status string) error {
	return &wall.UpstreamError{Class: wall.ClassCursor, Message: "X gave up looking through the posts. It is asked again.",
		Cause: errors.New("compliance job: status " + wire.Word(status))}
}

// beginJob creates a job and gives it the posts' ids.
func (n *Network) beginJob(ctx context.Context, r wall.ComplianceRequest) (wall.ComplianceResult, error) {
	var created struct {
		Data job `json:"data"`
	}
	err := n.ask(ctx, r, wire.Call{
		Path: complianceJobs, Method: http.MethodPost, Type: "application/json", Body: []byte(`{"type":"tweets","name":"` + jobName + `"}`),
	}, &created)
	if errors.Is(err, errConflict) {
		return wall.ComplianceResult{}, n.clearAway(ctx, r)
	}
	if err != nil {
		return wall.ComplianceResult{}, err
	}
	var ids bytes.Buffer
	for _, id := range r.IDs {
		ids.WriteString(wall.ExternalID(id) + "\n")
	}
	err = n.atSigned(ctx, r, created.Data.Upload, wire.Call{Method: http.MethodPut, Type: "text/plain", Body: ids.Bytes(), Lines: true}, nil)
	return wall.ComplianceResult{Job: string(created.Data.ID)}, err
}

// clearAway cancels a job of ours that never got its ids, because its process
// died. The answer is when to begin again.
func (n *Network) clearAway(ctx context.Context, r wall.ComplianceRequest) error {
	var active struct {
		Data []job `json:"data"`
	}
	if err := n.ask(ctx, r, wire.Call{Path: complianceJobs, Query: url.Values{"type": {"tweets"}, "status": {"created"}}}, &active); err != nil {
		return err
	}
	for _, j := range active.Data {
		if j.Name == jobName && j.Status == "created" {
			call := wire.Call{Path: complianceJobs + "/" + url.PathEscape(string(j.ID)), Method: http.MethodDelete, Lines: true}
			if err := n.ask(ctx, r, call, nil); err != nil {
				return err
			}
		}
	}
	return &wall.UpstreamError{Class: wall.ClassThrottled, Until: r.Now.Add(pauseBetweenJobs),
		Message: "X is looking through other posts. It is asked again when it has done so."}
}

const pauseBetweenJobs = 5 * time.Minute

// results reads what a job found: a line for each post that needs something done.
func (n *Network) results(ctx context.Context, r wall.ComplianceRequest, j job) (wall.ComplianceResult, error) {
	var result wall.ComplianceResult
	var lines []byte
	if err := n.atSigned(ctx, r, j.Download, wire.Call{Lines: true}, &lines); err != nil {
		return result, err
	}
	for line := range bytes.Lines(lines) {
		var event struct {
			ID     wire.ID `json:"id"`
			Action string  `json:"action"`
		}
		if err := json.Unmarshal(line, &event); err != nil && len(bytes.TrimSpace(line)) > 0 {
			return wall.ComplianceResult{}, &wall.UpstreamError{Class: wall.ClassTransient,
				Message: "X's list of posts that are gone cannot be read. It is asked for again."}
		}
		switch event.Action {
		case "delete":
			result.Gone = append(result.Gone, wall.PostID(wall.Twitter, string(event.ID)))
		case "rehydrate":
			result.Edited = append(result.Edited, wall.PostID(wall.Twitter, string(event.ID)))
		}
	}
	return result, nil
}

var errConflict = errors.New("another job is active")

// ask makes a call and reads its answer.
func (n *Network) ask(ctx context.Context, r wall.ComplianceRequest, call wire.Call, into any) error {
	call.Header, call.Now = http.Header{"Authorization": {"Bearer " + string(r.Credential.BearerToken)}}, r.Now
	answer, err := n.client.Do(ctx, call)
	if err != nil {
		return err
	}
	if answer.Status == http.StatusConflict {
		return &wall.UpstreamError{Class: wall.ClassThrottled, Message: "X is at work.", Until: r.Now.Add(pauseBetweenJobs), Cause: errConflict}
	}
	if !answer.OK() || !call.Lines {
		if err := failure(answer, r.Now); err != nil {
			return err
		}
	}
	switch into := into.(type) {
	case nil:
		return nil
	case *[]byte:
		*into = answer.Body
		return nil
	}
	return wire.Decode(answer.Body, into)
}

// atSigned makes a call to an address that X has signed. It takes our token with
// it, so it has to be X's own.
func (n *Network) atSigned(ctx context.Context, r wall.ComplianceRequest, address string, call wire.Call, into any) error {
	rest, own := strings.CutPrefix(address, n.client.Base+"/")
	at, err := url.Parse(rest)
	if !own || err != nil || slices.Contains(strings.Split(at.Path, "/"), "..") {
		return &wall.UpstreamError{Class: wall.ClassPermission, Message: "X wants the posts sent to another address, which gets no token of ours."}
	}
	call.Path, call.Query = "/"+at.EscapedPath(), at.Query()
	return n.ask(ctx, r, call, into)
}
