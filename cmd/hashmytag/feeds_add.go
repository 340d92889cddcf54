package main

import (
	"context"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/hashmytag/hashmytag/shared/feeds"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// newFeed is a feed as the flags of "feeds add" describe it.
type newFeed struct {
	network    string
	credential string // a file, or - for standard input
	feeds.Addition
}

func (c *cli) feedsAdd() *cobra.Command {
	var in newFeed
	var w wait
	cmd := &cobra.Command{
		Use:   "add TENANT --network NETWORK (--hashtag TAG… | --account | --page PAGE | --place PLACE)",
		Short: "Add a feed, and refresh it for the first time",
		Long: `Adds a feed, waits for its first refresh, and tells how many posts came or why none did.

  instagram  --hashtag (repeat), or --account with the account's own credential
  facebook   --page: its id, name or address
  google     --place: a place id, like ChIJN1t_tDeuEmsRUsoyG83frY4
  twitter    --hashtag (repeat)

A feed uses the platform's shared tokens. One with tokens of its own reads them from a file, never from the command
line, which other people on the machine can see:
  instagram {"accessToken": "…", "userId": "…"}   facebook {"accessToken": "…"}
  twitter   {"bearerToken": "…"}                  google   {"apiKey": "…"}`,
		Example: `  hashmytag feeds add bon-gout.fr --network instagram --hashtag bongout --hashtag cuisinelyonnaise
  hashmytag feeds add bon-gout.fr --network facebook --page https://www.facebook.com/bongout
  hashmytag feeds add bon-gout.fr --network google --place ChIJN1t_tDeuEmsRUsoyG83frY4 --name "Our reviews"
  pass show bongout/instagram | hashmytag feeds add bon-gout.fr --network instagram --account --credential-file -`,
		Args:    arguments(1, 1),
		PreRunE: required("network"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.run(func(ctx context.Context, s services, args []string, p printer) error {
				return addFeed(ctx, s, args[0], in, cmd.InOrStdin(), w, p)
			})(cmd, args)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&in.network, "network", "", "instagram, facebook, google or twitter")
	flags.StringVar(&in.Name, "name", "", "name that the tenant's people read (default: made of network and query)")
	flags.StringSliceVar(&in.Query.Hashtags, "hashtag", nil, "hashtag to follow, with or without # (repeat, or part with commas)")
	flags.BoolVar(&in.Query.Account, "account", false, "the media of the credential's own Instagram account")
	flags.StringVar(&in.Query.PageID, "page", "", "Facebook page")
	flags.StringVar(&in.Query.PlaceID, "place", "", "Google place id")
	flags.StringVar(&in.credential, "credential-file", "", "file with the feed's own credential, as JSON; - reads standard input")
	w.flags(cmd, time.Minute)
	return cmd
}

func addFeed(ctx context.Context, s services, tenant string, in newFeed, stdin io.Reader, w wait, p printer) error {
	var err error
	if in.Network, err = wall.ParseNetwork(in.network); err != nil {
		return err
	}
	if in.Credential, err = readCredential(in.credential, stdin); err != nil {
		return err
	}
	t, err := s.tenant(ctx, tenant)
	if err != nil {
		return err
	}
	f, err := s.Feeds.Add(ctx, t, in.Addition)
	if err != nil {
		return err
	}
	return awaitFeed(ctx, s, t, f.ID, w, p)
}
