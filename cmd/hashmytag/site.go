package main

import (
	"context"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/hashmytag/hashmytag/shared/objects"
	"github.com/hashmytag/hashmytag/shared/site"
)

const siteHelp = `Brings the files of folders into the site's bucket, and writes config.json, which tells the dashboard where people sign
in. Files that change with every version may be kept by browsers for ever, pages are asked for each time; the scripts
that sites include are everywhere after 5 minutes. Files of earlier versions stay. "make deploy" does this last.

`

// siteBucket is where the site's files go, and what config.json says.
type siteBucket struct {
	*objects.Bucket
	config site.Config
}

func (c *cli) site() *cobra.Command {
	return group("site", "Upload the dashboard and the widget", siteHelp+exitCodesHelp, c.uploadSite())
}

func (c *cli) uploadSite() *cobra.Command {
	return &cobra.Command{
		Use:     "upload FOLDER...",
		Short:   "Upload what was built, and config.json",
		Long:    siteHelp + exitCodesHelp,
		Example: "  hashmytag site upload --stage prod dashboard/dist widget/dist",
		Args:    arguments(1, 10),
		RunE: c.run(func(ctx context.Context, s services, args []string, p printer) error {
			folders := make([]fs.FS, len(args))
			for i, name := range args {
				if _, err := os.ReadDir(name); err != nil {
					return usagef("%v: build first (make build)", err)
				}
				folders[i] = os.DirFS(name)
			}
			n, err := site.Upload(ctx, s.site, s.site.config, folders...)
			if err != nil {
				return err
			}
			return p.result(map[string]any{"files": n, "address": s.address}, func(w io.Writer) {
				say(w, "%d files are at %s", n, s.address)
			})
		}),
	}
}
