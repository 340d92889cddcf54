package attacks_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../.."

// mutation is a mistake that takes a defence away. The attacks must find it.
type mutation struct {
	defence string // as docs/security.md has it
	name    string
	file    string
	edits   []string // old text, new text, and so on; each old one is there once
	// survives says why the attacks cannot find it, for those that are known; what
	// else holds then is said there.
	survives string
}

// TestMutationsFit sees, at every test, that the mistakes can still be made: code
// that has changed takes its mutations along.
func TestMutationsFit(t *testing.T) {
	t.Parallel()
	for _, m := range mutations() {
		if _, err := m.mutated(); err != "" {
			t.Errorf("%s: %s", m.name, err)
		}
	}
}

// mutated is the file with the mistake in it, or why there is none.
func (m mutation) mutated() (text, wrong string) {
	data, err := os.ReadFile(filepath.Join(root, m.file))
	if err != nil {
		return "", err.Error()
	}
	text = string(data)
	for i := 0; i+1 < len(m.edits); i += 2 {
		if n := strings.Count(text, m.edits[i]); n != 1 {
			return "", m.file + " has not once, as it should, " + m.edits[i]
		}
		text = strings.Replace(text, m.edits[i], m.edits[i+1], 1)
	}
	return text, ""
}

// mutations are grouped by the defence that they take away.
func mutations() []mutation {
	var all []mutation
	for _, of := range [][]mutation{
		ofSites(), ofKeys(), ofMembers(), ofTokens(), ofBinding(), ofSessions(), ofCursors(), ofPictures(), ofMessages(), ofSharing(), ofSilence(),
	} {
		all = append(all, of...)
	}
	return all
}

func ofSites() []mutation {
	const defence = "a key works on its sites alone"
	return []mutation{
		{defence, "the site is not checked", "shared/widgetapi/widgetapi.go", []string{"!wall.AllowsOrigin(grant.AllowedDomains, origin)", "false && !wall.AllowsOrigin(grant.AllowedDomains, origin)"}, ""},
		{defence, "a site that ends like the domain passes", "shared/wall/domain.go", []string{`strings.HasSuffix(host, "."+domain)`, `strings.HasSuffix(host, domain)`}, ""},
		{defence, "a page of no site passes", "shared/wall/domain.go", []string{"return slices.Contains(allowed, AppOrigin)", "return true"}, ""},
		{defence, "the authorizer allows all sites", "shared/lambdaio/authorizer.go", []string{`strings.Join(grant.AllowedDomains, " ")`, `"*"`}, ""},
		{defence, "the sites are those of the Referer", "shared/widgetapi/widgetapi.go", []string{`origin := r.Header.Get("Origin"); !wall`, `origin := r.Header.Get("Referer"); !wall`}, ""},
	}
}

func ofKeys() []mutation {
	const defence = "a key opens one wall, as long as it is good"
	return []mutation{
		{defence, "the grace of a rotated key never ends", "shared/auth/key.go", []string{"case !grant.ExpiresAt.IsZero() && !now.Before(grant.ExpiresAt):", "case false:"}, ""},
		{defence, "a suspended or deleted tenant's key opens", "shared/auth/key.go", []string{"case grant.Status != wall.Active:", "case false:"}, ""},
		{defence, "keys are stored without their end", "shared/dynamo/tenants.go", []string{"for hash, until := range keys(t) {", "for hash := range keys(t) {", "r.keyWrite(t, hash, until)", "r.keyWrite(t, hash, time.Time{})"}, ""},
		{defence, "a rotation grants no grace", "shared/onboarding/key.go", []string{"\t\tif grace == 0 {\n\t\t\told = nil", "\t\tif true {\n\t\t\told = nil"}, ""},
		{defence, "what a key opens does not follow its tenant's status", "shared/dynamo/keys.go", []string{"Status: string(t.Status), AllowedDomains", "Status: string(wall.Active), AllowedDomains"}, ""},
	}
}

func ofMembers() []mutation {
	const defence = "membership and role are settled before any handler"
	return []mutation{
		{defence, "anybody is a member", "shared/auth/access.go", []string{`return wall.Membership{}, wall.Errorf(wall.Forbidden, "you are not a member of the tenant %s", tenantID)`, "return wall.Membership{TenantID: tenantID, Role: wall.RoleOwner}, nil"}, ""},
		{defence, "the role is not checked", "shared/auth/access.go", []string{"case !member.Role.Covers(need.Role):", "case false:"}, ""},
		{defence, "every role covers every other", "shared/wall/tenant.go", []string{"return mine >= 0 && mine <= its", "return mine >= 0 && its >= 0"}, ""},
		{defence, "a deleted tenant is open", "shared/auth/access.go", []string{"case t.Status == wall.Deleted:", "case false:"}, ""},
		{defence, "a suspended tenant can be changed", "shared/auth/access.go", []string{"case need.Change && t.Status == wall.Suspended:", "case false:"}, ""},
		{defence, "the tenant's header is not heard", "shared/dashboardapi/guard.go", []string{"\tentry, err := a.Access.Enter(", "\tif mine, err := a.Registry.Memberships(ctx, user.Subject); err == nil && len(mine) > 0 {\n\t\ttenantID = mine[0].TenantID\n\t}\n\tentry, err := a.Access.Enter("}, ""},
		{defence, "everybody is an admin of the platform", "shared/dashboardapi/guard.go", []string{`audit.Actor{Subject: user.Subject, Email: "platform admin"}), a.onlyAdmins(ctx, user)`, `audit.Actor{Subject: user.Subject, Email: "platform admin"}), nil`}, ""},
		{defence, "viewers read the audit", "shared/dashboardapi/guard.go", []string{`"GET /v1/audit":                look,`, `"GET /v1/audit":                read,`}, ""},
		{defence, "viewers remove feeds", "shared/dashboardapi/guard.go", []string{`"DELETE /v1/feeds/{id}":        edit,`, `"DELETE /v1/feeds/{id}":        read,`}, ""},
		{defence, "an invitation is accepted with an address that is not proven", "shared/auth/access.go", []string{"err != nil || !profile.Verified || profile.Email", "err != nil || profile.Email"}, ""},
		{defence, "another user's registration answers", "shared/dashboardapi/account.go", []string{`"user:" + user.Subject + ":" + key`, `"user:" + key`}, ""},
	}
}

func ofTokens() []mutation {
	const defence = "an access token of the sign-in service, and nothing else, opens the dashboard"
	return []mutation{
		{defence, "an ID token opens", "shared/auth/user.go", []string{`claims["token_use"] != "access" || claims["sub"] == ""`, `claims["sub"] == ""`}, ""},
		{defence, "a token of nobody opens", "shared/auth/user.go", []string{`claims["token_use"] != "access" || claims["sub"] == ""`, `claims["token_use"] != "access"`}, ""},
		{defence, "the name is taken for the subject", "shared/auth/user.go", []string{`claims["token_use"] != "access" || claims["sub"] == ""`, `claims["token_use"] != "access"`, `Subject: claims["sub"], Admin`, `Subject: claims["username"], Admin`}, ""},
		{defence, "a token for another client opens", "template.yaml", []string{"!Ref UserPoolClient, !Ref IdentityClientId]]\n", "!Ref UserPoolClient, !Ref IdentityClientId], shop]\n"}, ""},
		{defence, "a widget key's grant passes for claims", "shared/lambdaio/authorizer.go", []string{"if event.RequestContext.Authorizer == nil || event.RequestContext.Authorizer.JWT == nil {\n\t\treturn nil, \"\"", "if event.RequestContext.Authorizer == nil || event.RequestContext.Authorizer.JWT == nil {\n\t\treturn map[string]string{\"sub\": event.Headers[\"x-sub\"], \"token_use\": \"access\"}, \"\""}, ""},
	}
}

func ofBinding() []mutation {
	const defence = "a store is bound to one tenant's table"
	return []mutation{
		{defence, "stores are shared between tenants", "shared/dynamo/table.go", []string{
			"\t\"context\"\n", "\t\"context\"\n\t\"sync\"\n",
			"\treturn &TenantTable{client: client, ref: ref}, nil\n}", "\tfirst, _ := opened.LoadOrStore(\"\", &TenantTable{client: client, ref: ref})\n\treturn first.(*TenantTable), nil\n}\n\nvar opened sync.Map",
		}, ""},
		{defence, "walls are kept by their limit alone", "shared/widgetapi/widgetapi.go", []string{
			"\t\"strings\"\n\t\"time\"", "\t\"strings\"\n\t\"sync\"\n\t\"time\"",
			"\tif err == nil && q.first() {", "\tfirst, _ := kept.LoadOrStore(q.limit, s)\n\ts = first.(wall.Snapshot)\n\tif err == nil && q.first() {",
			"// first reports whether", "var kept sync.Map\n\n// first reports whether",
		}, ""},
		{defence, "the table of the key's grant is not its tenant's", "shared/lambdaio/authorizer.go", []string{
			"\t\"strings\"\n", "\t\"strings\"\n\t\"sync\"\n", "Table: text(contextTable),", "Table: last(text(contextTable)),",
			"// Claims are", "var tables sync.Map\n\nfunc last(table string) string {\n\tbefore, _ := tables.Swap(\"\", table)\n\tif before == nil {\n\t\treturn table\n\t}\n\treturn before.(string)\n}\n\n// Claims are",
		}, ""},
		{defence, "settings are read from whatever table", "shared/dynamo/state.go", []string{`owner = owner || sk == tenantSK && textOf(it["tenantId"]) == t.ref.TenantID`, "owner = true"}, ""},
		{defence, "a snapshot is served from whatever table", "shared/dynamo/snapshot.go", []string{"if in.TenantID != t.ref.TenantID {", `if in.TenantID == "" {`}, ""},
		{defence, "whatever table is one's own", "shared/dynamo/setup.go", []string{"if in.TenantID != t.ref.TenantID {", `if in.TenantID == "" {`}, ""},
	}
}

func ofSessions() []mutation {
	const defence = "credentials open one table"
	const table = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${!aws:PrincipalTag/table}"
	const reads = "                Action: [dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:Query]\n                Resource:\n"
	return []mutation{
		{defence, "sessions are shared between tenants", "shared/scoped/scoped.go", []string{"if known, ok := c.sessions[ref]; ok {", "for _, known := range c.sessions {"}, ""},
		{defence, "the session's tag is another table", "shared/scoped/scoped.go", []string{"Value: &ref.Table}", `Value: aws.String("tenant_other")}`}, ""},
		{defence, "the session has no policy of its own", "shared/scoped/scoped.go", []string{"\t\t\to.Policy = &policy\n", "\t\t\t_ = policy\n"}, ""},
		{defence, "the session's policy names all tables", "shared/scoped/policy.go", []string{`Resource: []string{tableARN, tableARN + "/index/*"}`, `Resource: []string{tableARN, "*"}`}, ""},
		{defence, "the session opens what is sealed for anybody", "shared/scoped/policy.go", []string{"ownContext[\"kms:EncryptionContext:\"+name] = value", "ownContext[\"kms:EncryptionContext:\"+name] = \"*\"\n\t\t_ = value"}, ""},
		{defence, "the role that reads opens all tables", "template.yaml", []string{reads + "                  - !Sub " + table + "\n", reads + "                  - '*'\n"}, ""},
		{defence, "the role that reads writes", "template.yaml", []string{reads, strings.Replace(reads, "dynamodb:Query]", "dynamodb:Query, dynamodb:PutItem]", 1)}, ""},
		{defence, "the role that writes opens all tables", "template.yaml", []string{"                  - dynamodb:ConditionCheckItem\n                Resource:\n                  - !Sub " + table + "\n", "                  - dynamodb:ConditionCheckItem\n                Resource:\n                  - '*'\n"}, ""},
		{defence, "a session may be tagged with the registry", "template.yaml", []string{"ProvisionerFunctionRole-*\n              StringLike:\n                aws:RequestTag/table: !Sub ${TenantTablePrefix}*\n", "ProvisionerFunctionRole-*\n"}, ""},
		{defence, "a function opens all tables by itself", "template.yaml", []string{"              Action: [dynamodb:GetItem, dynamodb:PutItem, dynamodb:UpdateItem, dynamodb:Query]\n              Resource: !GetAtt RegistryTable.Arn\n            - Effect: Allow\n              Action: [sts:AssumeRole, sts:TagSession]\n", "              Action: [dynamodb:GetItem, dynamodb:PutItem, dynamodb:UpdateItem, dynamodb:Query]\n              Resource: '*'\n            - Effect: Allow\n              Action: [sts:AssumeRole, sts:TagSession]\n"}, ""},
		{defence, "any function may assume the role that reads", "template.yaml", []string{"role/${AWS::StackName}-WidgetFunctionRole-*", "role/*"}, "no other function's own policy allows it: the other half of the same right"},
	}
}

func ofCursors() []mutation {
	const defence = "cursors and ETags are good for one list"
	return []mutation{
		{defence, "a wall's cursor names no tenant", "shared/snapshot/cursor.go", []string{`wall.Scope("wall", l.TenantID, `, `wall.Scope("wall", `}, ""},
		{defence, "a cursor of posts names no tenant", "shared/moderation/moderation.go", []string{`wall.Scope("posts", t.ID, `, `wall.Scope("posts", `}, ""},
		{defence, "a cursor of the audit names no tenant", "shared/audit/audit.go", []string{`wall.Scope("audit", t.ID)`, `wall.Scope("audit")`}, ""},
		{defence, "a cursor is good for any list", "shared/wall/cursor.go", []string{"return Fingerprint([]byte(scope))[:8]", `return Fingerprint([]byte(scope[:0]))[:8]`}, ""},
		{defence, "all walls have one ETag", "shared/snapshot/build.go", []string{"s.ETag, s.UpdatedAt = wall.Fingerprint(data), ", "s.ETag, s.UpdatedAt = wall.Fingerprint(data[:0]), "}, ""},
		{defence, "any ETag is the wall's", "shared/widgetapi/widgetapi.go", []string{`if tag == "*" || strings`, `if tag != "" || strings`}, ""},
	}
}

func ofPictures() []mutation {
	const defence = "pictures are their tenant's"
	return []mutation{
		{defence, "another tenant's picture passes for one's own", "shared/wall/picture.go", []string{
			"\tp.TenantID = tenantID\n", "\tp.TenantID = tenantID\n\tif parts := strings.Split(address, \"/\"); len(parts) > 2 {\n\t\tp.TenantID = parts[2]\n\t}\n",
			`strings.CutPrefix(address, "/"+PicturesOf(tenantID))`, `strings.CutPrefix(address, "/"+PicturesOf(p.TenantID))`,
		}, ""},
		{defence, "pictures lie in one folder", "shared/wall/picture.go", []string{`return "media/" + tenantID + "/"`, `return "media/all/"`}, ""},
		{defence, "a message removes whatever it names", "shared/mirror/mirror.go", []string{" && wall.IsCopy(message.Ref.TenantID, key)", ""}, ""},
		{defence, "pictures are copied into whatever table", "shared/mirror/mirror.go", []string{"err = store.Owned(ctx)", "err = nil"}, ""},
	}
}

func ofMessages() []mutation {
	const defence = "a message is not trusted"
	return []mutation{
		{defence, "a message purges a tenant that is not due", "shared/onboarding/purge.go", []string{"if !t.PurgeDue(p.Clock()) {", "if false {"}, ""},
		{defence, "views of foreign posts are counted", "shared/analytics/sum.go", []string{"if !has(counts.Posts, id) {\n\t\t\t\tcontinue", "if false {\n\t\t\t\tcontinue"}, ""},
		{defence, "views are counted in whatever table", "shared/dynamo/analytics.go", []string{"\tif _, err := t.owner(ctx); err != nil {\n\t\treturn nil, err\n\t}\n\tvar days", "\tvar days"}, ""},
	}
}

func ofSharing() []mutation {
	const defence = "nothing of a tenant is in what tenants share"
	return []mutation{
		{defence, "queries share one answer", "shared/source/source.go", []string{`return string(n) + ":" + wall.Fingerprint([]byte(q.String()))`, "return string(n)"}, ""},
		{defence, "feeds with an own token take the shared answer", "shared/feedsync/refresh.go", []string{"if r.Sources != nil && !f.HasOwnCredential() {", "if r.Sources != nil {"}, ""},
		{defence, "a sealed token opens for any tenant", "shared/encryption/keyfile.go", []string{"k.aead.Seal(nil, nil, plain, []byte(ref.TenantID))", "k.aead.Seal(nil, nil, plain, nil)", "k.aead.Open(nil, nil, sealed, []byte(ref.TenantID))", "k.aead.Open(nil, nil, sealed, nil)"}, ""},
		{defence, "an own token is kept for the next tenant", "shared/feedsync/refresh.go", []string{
			"own, err := r.Own.Open(ctx, ref, f.SealedCredential)", "own, err := r.Own.Open(ctx, ref, f.SealedCredential)\n\t\tif before, loaded := keptOwn.LoadOrStore(f.Network, own); loaded {\n\t\t\town = before.(wall.Credential)\n\t\t}",
			"// outcome is what a refresh", "var keptOwn sync.Map\n\n// outcome is what a refresh",
		}, ""},
	}
}

func ofSilence() []mutation {
	const defence = "errors and logs tell nothing"
	return []mutation{
		{defence, "what only we may know is sent", "shared/problem/problem.go", []string{`return wall.Errorf(wall.Internal, "something went wrong on our side; it has been noted")`, `return wall.Errorf(wall.Internal, "%v", err)`}, ""},
		{defence, "a refusal names the table", "shared/dynamo/setup.go", []string{`Message: "the tenant's table is not ready",`, `Message: "table " + t.ref.Table + " is not ready",`}, ""},
		{defence, "the log has the whole address", "shared/problem/problem.go", []string{`"path", r.URL.Path,`, `"path", r.URL.String(),`}, ""},
		{defence, "the log has people's addresses", "shared/team/invite.go", []string{`"invitation accepted", "tenant", t.ID, "subject", subject,`, `"invitation accepted", "tenant", t.ID, "subject", i.Email,`}, ""},
	}
}
