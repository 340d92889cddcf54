package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/hashmytag/hashmytag/shared/archive"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func (c *cli) tenantsExport() *cobra.Command {
	var path, table string
	cmd := &cobra.Command{
		Use:   "export TENANT [--out FILE] [--table TABLE]",
		Short: "Write a tenant's data as lines of JSON",
		Long: `Writes what a tenant has: settings, feeds, posts with what was decided about them, counts of visitors, and the audit.
Feeds' own credentials are in it as they are stored, sealed for this tenant. Not in it are the widget key, the team, the
pictures themselves (posts and logo name them), and posts that a network lets nobody keep, such as Google's reviews.

--table reads another table than the tenant's present one: one that AWS has restored from a backup. With it the tenant
may be one that was purged, by its id.`,
		Example: "  hashmytag tenants export bon-gout.fr --out bon-gout.jsonl\n  hashmytag tenants export bon-gout.fr | gzip > bon-gout.jsonl.gz",
		Args:    arguments(1, 1),
		RunE: c.run(func(ctx context.Context, s services, args []string, p printer) error {
			t, err := exported(ctx, s, args[0], table)
			if err != nil {
				return err
			}
			if path == "" {
				_, err := s.archives.Export(ctx, t, p.out)
				return err
			}
			counts, err := exportTo(ctx, s, t, path)
			if err != nil {
				return err
			}
			return p.result(map[string]any{"file": path, "counts": counts}, func(w io.Writer) {
				say(w, "%s holds %s of %s.", path, countWords(counts), cmp.Or(t.Name, t.ID))
			})
		}),
	}
	cmd.Flags().StringVar(&path, "out", "", "the file to write; without it the lines are printed")
	cmd.Flags().StringVar(&table, "table", "", "read this table, a copy of the tenant's")
	return cmd
}

// exported is the tenant whose data is read, from another table if one is named.
func exported(ctx context.Context, s services, idOrDomain, table string) (wall.Tenant, error) {
	t, err := s.tenant(ctx, idOrDomain)
	if table == "" {
		return t, err
	}
	if wall.IsCode(err, wall.NotFound) {
		t, err = wall.Tenant{ID: idOrDomain}, nil // purged; the table says whether it was its
	}
	t.Table = table
	return t, err
}

// exportTo writes a file that is there whole or not at all, and that nobody else
// on the machine can read.
func exportTo(ctx context.Context, s services, t wall.Tenant, path string) (_ archive.Counts, err error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return archive.Counts{}, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	buffered := bufio.NewWriter(file)
	counts, err := s.archives.Export(ctx, t, buffered)
	if err = errors.Join(err, buffered.Flush(), file.Close()); err != nil {
		return counts, err
	}
	return counts, os.Rename(file.Name(), path)
}

func (c *cli) tenantsImport() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "import TENANT FILE",
		Short: "Restore a tenant's data from an export",
		Long: `Puts what an export holds into a tenant, which may be another than the export's: make one with hashmytag tenants create.
What the tenant has had since stays; what both have becomes as it was in the export. An import that was interrupted is
completed by running it again. FILE may be - for the standard input.`,
		Example: "  hashmytag tenants import bon-gout.fr bon-gout.jsonl\n  zcat bon-gout.jsonl.gz | hashmytag tenants import bon-gout.fr -",
		Args:    arguments(2, 2),
	}
	cmd.RunE = c.run(func(ctx context.Context, s services, args []string, p printer) error {
		t, err := s.tenant(ctx, args[0])
		if err != nil {
			return err
		}
		in := io.NopCloser(cmd.InOrStdin())
		if args[1] != "-" {
			if in, err = os.Open(args[1]); err != nil {
				return usagef("FILE: %v", err)
			}
		}
		defer in.Close() //nolint:errcheck // only read from
		report, err := s.archives.Import(ctx, t, in)
		if err != nil {
			return err
		}
		return p.result(report, func(w io.Writer) { writeReport(w, t, report) })
	})
	return cmd
}

func writeReport(w io.Writer, t wall.Tenant, r archive.Report) {
	say(w, "Restored in %s: %s.", t.Name, countWords(r.Restored))
	if r.Widget {
		say(w, "The widget's settings were restored too.")
	}
	say(w, "As they were already: %d feeds, %d posts, %d days of counts.", r.Unchanged.Feeds, r.Unchanged.Posts, r.Unchanged.Days)
	for _, note := range r.Notes {
		say(w, "To do: %s", note)
	}
}

func countWords(c archive.Counts) string {
	return fmt.Sprintf("%d feeds, %d posts, %d days of counts, %d entries of the audit", c.Feeds, c.Posts, c.Days, c.Entries)
}
