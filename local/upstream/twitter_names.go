package upstream

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// X is renaming tweets to posts. Its description of the API (openapi.json, version
// 2.167, August 2026) has the new names alone, its guides the old ones; so both
// may be what a server knows.

// plainParameters are those of recent search that name no fields of ours.
var plainParameters = strings.Fields("query max_results next_token pagination_token since_id until_id start_time end_time sort_order " +
	"place.fields poll.fields")

// oldNames are the names before the renaming, by parameter.
var oldNames = map[string][]string{
	"tweet.fields": strings.Fields("article attachments author_id card_uri community_id context_annotations conversation_id created_at " +
		"display_text_range edit_controls edit_history_tweet_ids entities geo id in_reply_to_user_id lang " +
		"media_metadata non_public_metrics note_tweet organic_metrics possibly_sensitive promoted_metrics " +
		"public_metrics referenced_tweets reply_settings scopes source suggested_source_links text withheld"),
	"media.fields": mediaFields,
	"user.fields": strings.Fields("affiliation confirmed_email connection_status created_at description entities id is_identity_verified " +
		"location most_recent_tweet_id name parody pinned_tweet_id profile_banner_url profile_image_url protected " +
		"public_metrics receives_your_dm subscribes_to_you subscription subscription_type url username verified " +
		"verified_followers_count verified_type withheld"),
	"expansions": strings.Fields("article.cover_media article.media_entities attachments.media_keys attachments.media_source_tweet " +
		"attachments.poll_ids author_id author_screen_name edit_history_tweet_ids entities.mentions.username geo.place_id " +
		"in_reply_to_user_id referenced_tweets.id referenced_tweets.id.attachments.media_keys referenced_tweets.id.author_id"),
}

// newNames are those of the description. What is an expansion now is no field.
var newNames = map[string][]string{
	"post.fields": strings.Fields("article article_title attachments card_uri community_id context_annotations conversation_id created_at " +
		"display_text_range edit_controls entities geo id lang matched_media_notes media_metadata non_public_metrics note_post " +
		"note_request_suggestions organic_metrics paid_partnership possibly_sensitive promoted_metrics public_metrics reply_settings " +
		"scopes source suggested_source_links suggested_source_links_with_counts text withheld"),
	"media.fields": mediaFields,
	"user.fields": strings.Fields("confirmed_email connection_status created_at description entities id is_identity_verified location name " +
		"parody profile_banner_url profile_image_url protected public_metrics receives_your_dm subscribes_to_you subscription " +
		"subscription_type url username verified verified_followers_count verified_type withheld"),
	"expansions": strings.Fields("article.cover_media article.media_entities attachments.media_keys attachments.media_source_tweet " +
		"attachments.poll_ids author_id edit_history_post_ids entities.mentions.username geo.place_id in_reply_to_user_id " +
		"referenced_posts username"),
}

var mediaFields = strings.Fields("alt_text duration_ms height media_key non_public_metrics organic_metrics preview_image_url " +
	"promoted_metrics public_metrics type url variants width")

// known are the names that this server knows, by parameter.
func (t *Settings) known() map[string][]string {
	names := map[string][]string{}
	if t.Spelling != "post" {
		maps.Copy(names, oldNames)
	}
	if t.Spelling != "tweet" {
		for parameter, list := range newNames {
			names[parameter] = append(slices.Clip(names[parameter]), list...)
		}
	}
	return names
}

// checkNames refuses parameters that are not known, and names in them.
func (c *call) checkNames(w http.ResponseWriter, plain []string) bool {
	names := c.known()
	for parameter, value := range c.query {
		if _, ok := names[parameter]; !ok && !slices.Contains(plain, parameter) {
			all := append(slices.Sorted(maps.Keys(names)), plain...)
			return !c.invalid(w, parameter, value, fmt.Sprintf("The query parameter [%s] is not one of [%s]", parameter, strings.Join(all, ",")))
		}
	}
	for parameter, known := range names {
		for _, name := range c.names(parameter) {
			if !slices.Contains(known, name) {
				return !c.invalid(w, parameter, c.query[parameter], fmt.Sprintf(
					"The `%s` query parameter value [%s] is not one of [%s]", parameter, name, strings.Join(known, ",")))
			}
		}
	}
	return true
}

func (c *call) names(parameter string) []string {
	if c.query[parameter] == "" {
		return nil
	}
	return strings.Split(c.query[parameter], ",")
}

// dialect is the spelling that an answer is in: that of the request.
type dialect struct {
	renamed bool
	fields  []string // asked for
	expand  []string
}

func (c *call) dialect() dialect {
	d := dialect{expand: c.names("expansions")}
	switch old, renamed := c.names("tweet.fields"), c.names("post.fields"); {
	case c.Spelling == "post", c.Spelling == "" && len(renamed) > 0:
		d.renamed, d.fields = true, renamed
	default:
		d.fields = old
	}
	return d
}

// renames are the members that have another name in the new spelling.
var renames = map[string]string{
	"edit_history_tweet_ids": "edit_history_post_ids", "note_tweet": "note_post", "referenced_tweets": "referenced_posts",
}

// expands tells whether an expansion was asked for; the new spelling has one for
// referenced posts and all that belongs to them.
func (d dialect) expands(name string) bool {
	if d.renamed && strings.HasPrefix(name, "referenced_tweets.id") {
		name = "referenced_posts"
	}
	return slices.Contains(d.expand, name)
}

// referenced is the parameter that expands referenced posts.
func (d dialect) referenced() string {
	if d.renamed {
		return "referenced_posts"
	}
	return "referenced_tweets.id"
}

// spell keeps the members of a post that were asked for, in the dialect's names.
func (d dialect) spell(tweet map[string]any) map[string]any {
	spelled := map[string]any{}
	for name, value := range tweet {
		by := name
		if d.renamed && renames[name] != "" {
			by = renames[name]
		}
		if slices.Contains([]string{"id", "text", "edit_history_tweet_ids"}, name) || d.asks(name, by) {
			spelled[by] = d.value(name, value)
		}
	}
	return spelled
}

// value is a member's value, of which one name and one word changed as well.
func (d dialect) value(name string, value any) any {
	object, ok := value.(map[string]any)
	if !d.renamed || !ok {
		return value
	}
	switch object = maps.Clone(object); name {
	case "public_metrics":
		object["repost_count"] = object["retweet_count"]
		delete(object, "retweet_count")
	case "withheld":
		object["scope"] = "post"
	}
	return object
}

// asks: references and the author's id are fields in the old spelling, and come
// with their expansions in both.
func (d dialect) asks(name, by string) bool {
	switch name {
	case "author_id":
		return d.expands("author_id") || !d.renamed && slices.Contains(d.fields, by)
	case "referenced_tweets":
		return d.expands("referenced_tweets.id") || !d.renamed && slices.Contains(d.fields, by)
	case "attachments":
		return d.expands("attachments.media_keys") || slices.Contains(d.fields, by)
	}
	return slices.Contains(d.fields, by)
}
