package main

import (
	"context"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/hashmytag/hashmytag/shared/queue"
)

// mostLetters is how many dead letters of a queue are listed.
const mostLetters = 200

func (c *cli) deadLetters() *cobra.Command {
	return group("dead-letters", "Look at work that failed three times, and send it again",
		`Syncs, registrations, counts of visitors and notices to owners that fail three times are kept for two weeks in
dead-letter queues; an alarm tells of them. Mend what made them fail, then replay them: doing such work twice is harmless.

`+exitCodesHelp,
		c.deadLettersList(), c.deadLettersReplay(),
	)
}

// letterView is a dead letter as scripts read it.
type letterView struct {
	Queue    string    `json:"queue"`
	ID       string    `json:"id"`
	SentAt   time.Time `json:"sentAt"`
	TenantID string    `json:"tenantId,omitempty"`
	Body     string    `json:"body"`
}

func (c *cli) deadLettersList() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the work that failed",
		Args:  arguments(0, 0),
		RunE: c.run(func(ctx context.Context, s services, _ []string, p printer) error {
			var views []letterView
			for _, l := range s.letters {
				found, err := l.List(ctx, mostLetters)
				if err != nil {
					return err
				}
				for _, letter := range found {
					views = append(views, letterView{l.name, letter.ID, letter.SentAt, tenantOf(letter.Body), letter.Body})
				}
			}
			return list(p, views, "There are no dead letters.", "QUEUE SENT TENANT MESSAGE", func(v letterView) []any {
				return []any{v.Queue, moment(v.SentAt), v.TenantID, v.Body}
			})
		}),
	}
}

// tenantOf is the tenant that a message is about, if it can be read.
func tenantOf(body string) string {
	if m, err := queue.DecodeSync(body); err == nil {
		return m.Ref.TenantID
	}
	if m, err := queue.DecodeEvents(body); err == nil {
		return m.Ref.TenantID
	}
	if m, err := queue.DecodeNotice(body); err == nil {
		return m.TenantID
	}
	id, _, err := queue.DecodeProvision(body)
	if err != nil {
		return ""
	}
	return id
}

func (c *cli) deadLettersReplay() *cobra.Command {
	return &cobra.Command{
		Use:   "replay",
		Short: "Send the work that failed to its queues again",
		Args:  arguments(0, 0),
		RunE: c.run(func(ctx context.Context, s services, _ []string, p printer) error {
			replayed := map[string]int{}
			for _, l := range s.letters {
				n, err := l.Replay(ctx)
				if err != nil {
					return err
				}
				replayed[l.name] = n
			}
			return p.result(map[string]any{"replayed": replayed}, func(w io.Writer) {
				say(w, "Sent again: %d syncs, %d registrations, %d counts of visitors, %d notices to owners.",
					replayed["sync"], replayed["provision"], replayed["events"], replayed["notices"])
			})
		}),
	}
}
