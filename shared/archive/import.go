package archive

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/hashmytag/hashmytag/shared/audit"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	// maxLine is more than any line: the store keeps nothing larger than 400 KB.
	maxLine = 2 << 20
	// batch is how many posts or entries are restored at once.
	batch = 50
)

// Report is what an import did.
type Report struct {
	Restored  Counts   `json:"restored"`
	Unchanged Counts   `json:"unchanged"`
	Widget    bool     `json:"widget"` // whether its settings were restored
	Notes     []string `json:"notes"`  // what is left for people to do
}

// Import puts what an archive holds into a tenant: that of the archive, or
// another. What the tenant has had since stays; what both have becomes as it was
// in the archive. An import that was cut off is completed by running it again.
func (k Keeper) Import(ctx context.Context, t wall.Tenant, in io.Reader) (Report, error) {
	if err := t.Ready(); err != nil {
		return Report{}, err
	}
	store, err := k.Open(ctx, t.Ref())
	if err != nil {
		return Report{}, err
	}
	r := &restorer{keeper: k, store: store, tenant: t, report: Report{Notes: []string{}}}
	if err := r.read(ctx, in); err != nil {
		return r.report, err
	}
	entry := audit.Entry(ctx, k.Clock(), "tenant.imported", r.from.TenantID, "archive of %s: %d posts", r.from.At.Format("2006-01-02 15:04"), r.report.Restored.Posts)
	if err := store.Record(ctx, entry); err != nil {
		return r.report, err
	}
	feedsync.Show(ctx, store, t.ID, k.Clock())
	return r.report, nil
}

// restorer restores one tenant from one archive.
type restorer struct {
	keeper Keeper
	store  Store
	tenant wall.Tenant
	from   header
	report Report
	seen   Counts // in the archive

	posts   []wall.Post // that wait to be restored together
	entries []wall.AuditEntry
}

// read restores line by line. A bad line ends it, and what stands before it stays.
func (r *restorer) read(ctx context.Context, in io.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	whole := false
	for n := 1; lines.Scan(); n++ {
		if whole {
			return invalid("line %d: it stands behind the end of the archive", n)
		}
		var err error
		if whole, err = r.line(ctx, n, lines.Bytes()); err != nil {
			return atLine(n, err)
		}
	}
	switch {
	case errors.Is(lines.Err(), bufio.ErrTooLong):
		return invalid("a line is longer than %d MB: this is no archive", maxLine>>20)
	case lines.Err() != nil:
		return fmt.Errorf("read archive: %w", lines.Err())
	case !whole:
		if err := r.flush(ctx); err != nil {
			return err
		}
		return invalid("the archive is cut off: what it holds was restored; import the whole one to complete it")
	}
	return nil
}

// line restores one line; whole is true for the last.
func (r *restorer) line(ctx context.Context, n int, text []byte) (whole bool, err error) {
	var l line
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&l); err != nil {
		return false, &wall.Error{Code: wall.Invalid, Message: "this is no line of an archive that this version can read: " + err.Error(), Cause: err}
	}
	if (n == 1) != (l.Archive != nil) {
		return false, invalid("an archive begins with one line about itself: {\"archive\": …}")
	}
	switch {
	case l.Archive != nil:
		return false, r.begin(*l.Archive)
	case l.Widget != nil:
		return false, r.widget(ctx, *l.Widget)
	case l.Feed != nil:
		r.seen.Feeds++
		return false, r.feed(ctx, *l.Feed)
	case l.Post != nil:
		r.seen.Posts++
		return false, r.post(ctx, *l.Post)
	case l.Day != nil:
		r.seen.Days++
		return false, r.day(ctx, *l.Day)
	case l.Entry != nil:
		r.seen.Entries++
		return false, r.entry(ctx, *l.Entry)
	case l.End != nil:
		return true, r.end(ctx, *l.End)
	}
	return false, invalid("the line holds nothing")
}

// end restores what waits, and sees that the archive had all that was written.
func (r *restorer) end(ctx context.Context, written Counts) error {
	if err := r.flush(ctx); err != nil {
		return err
	}
	if r.seen != written {
		return invalid("lines are missing from the archive, it was written with %+v: what it holds was restored", written)
	}
	return nil
}

func (r *restorer) begin(h header) error {
	if h.Version > Version {
		return invalid("the archive has version %d, this program reads %d: use a newer one", h.Version, Version)
	}
	r.from = h
	if r.moved() {
		r.note("pictures: copy those below %s in the bucket of pictures to %s", wall.PicturesOf(h.TenantID), wall.PicturesOf(r.tenant.ID))
	}
	return nil
}

// moved reports whether the archive is another tenant's.
func (r *restorer) moved() bool { return r.from.TenantID != r.tenant.ID }

func (r *restorer) note(format string, args ...any) {
	r.report.Notes = append(r.report.Notes, fmt.Sprintf(format, args...))
}

// flush restores what waits.
func (r *restorer) flush(ctx context.Context) error {
	if err := r.flushPosts(ctx); err != nil {
		return err
	}
	return r.flushEntries(ctx)
}

// atLine tells where in the archive something is wrong.
func atLine(n int, err error) error {
	var e *wall.Error
	if !errors.As(err, &e) {
		return fmt.Errorf("line %d: %w", n, err)
	}
	return &wall.Error{Code: e.Code, Message: fmt.Sprintf("line %d: %s", n, e.Message), Cause: err}
}

func invalid(format string, args ...any) error { return wall.Errorf(wall.Invalid, format, args...) }
