package attacks_test

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const root = "../.."

// mutation is a mistake that takes a defence away. The attacks must find it.
//
// All mistakes in Go are built into one binary, which makes the one that its
// environment names: where an edit says MUTANT, that is whether to make it.
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
	for file, text := range mutated(t, mutations()) {
		if strings.HasSuffix(file, ".go") {
			if _, err := parser.ParseFile(token.NewFileSet(), file, text, 0); err != nil {
				t.Error(err)
			}
		}
	}
}

// mutated are files with mistakes in them, by their paths.
func mutated(t *testing.T, all []mutation) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, m := range all {
		if texts[m.file] == "" {
			data, err := os.ReadFile(filepath.Join(root, m.file))
			must(t, err)
			texts[m.file] = string(data)
		}
		for i := 0; i+1 < len(m.edits); i += 2 {
			if n := strings.Count(texts[m.file], m.edits[i]); n != 1 {
				t.Errorf("%s: %s has %d times, not once: %s", m.name, m.file, n, m.edits[i])
			}
			edit := strings.ReplaceAll(m.edits[i+1], "MUTANT", "mutant("+strconv.Quote(m.name)+")")
			texts[m.file] = strings.Replace(texts[m.file], m.edits[i], edit, 1)
		}
	}
	return texts
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
		{defence, "the site is not checked", "shared/widgetapi/widgetapi.go", []string{"!wall.AllowsOrigin(grant.AllowedDomains, origin)", "!MUTANT && !wall.AllowsOrigin(grant.AllowedDomains, origin)"}, ""},
		{defence, "a site that ends like the domain passes", "shared/wall/domain.go", []string{`strings.HasSuffix(host, "."+domain)`, `strings.HasSuffix(host, either(MUTANT, domain, "."+domain))`}, ""},
		{defence, "a page of no site passes", "shared/wall/domain.go", []string{"return slices.Contains(allowed, AppOrigin)", "return MUTANT || slices.Contains(allowed, AppOrigin)"}, ""},
		{defence, "the authorizer allows all sites", "shared/lambdaio/authorizer.go", []string{`strings.Join(grant.AllowedDomains, " ")`, `either(MUTANT, "*", strings.Join(grant.AllowedDomains, " "))`}, ""},
		{defence, "the sites are those of the Referer", "shared/widgetapi/widgetapi.go", []string{`origin := r.Header.Get("Origin");`, `origin := r.Header.Get(either(MUTANT, "Referer", "Origin"));`}, ""},
	}
}

func ofKeys() []mutation {
	const defence = "a key opens one wall, as long as it is good"
	return []mutation{
		{defence, "the grace of a rotated key never ends", "shared/auth/key.go", []string{"case !grant.ExpiresAt.IsZero() && !now.Before(grant.ExpiresAt):", "case !MUTANT && !grant.ExpiresAt.IsZero() && !now.Before(grant.ExpiresAt):"}, ""},
		{defence, "a suspended or deleted tenant's key opens", "shared/auth/key.go", []string{"case grant.Status != wall.Active:", "case !MUTANT && grant.Status != wall.Active:"}, ""},
		{defence, "keys are stored without their end", "shared/dynamo/tenants.go", []string{"r.keyWrite(t, hash, until)", "r.keyWrite(t, hash, either(MUTANT, time.Time{}, until))"}, ""},
		{defence, "a rotation grants no grace", "shared/onboarding/key.go", []string{"\t\tif grace == 0 {\n\t\t\told = nil", "\t\tif grace == 0 || MUTANT {\n\t\t\told = nil"}, ""},
		{defence, "what a key opens does not follow its tenant's status", "shared/dynamo/keys.go", []string{"Status: string(t.Status), AllowedDomains", "Status: either(MUTANT, string(wall.Active), string(t.Status)), AllowedDomains"}, ""},
	}
}

func ofMembers() []mutation {
	const defence = "membership and role are settled before any handler"
	return []mutation{
		{defence, "anybody is a member", "shared/auth/access.go", []string{"\tif wall.IsCode(err, wall.NotFound) {\n\t\treturn wall.Membership{}, wall.Errorf(wall.Forbidden,", "\tif MUTANT && wall.IsCode(err, wall.NotFound) {\n\t\treturn wall.Membership{TenantID: tenantID, Role: wall.RoleOwner}, nil\n\t}\n\tif wall.IsCode(err, wall.NotFound) {\n\t\treturn wall.Membership{}, wall.Errorf(wall.Forbidden,"}, ""},
		{defence, "the role is not checked", "shared/auth/access.go", []string{"case !member.Role.Covers(need.Role):", "case !MUTANT && !member.Role.Covers(need.Role):"}, ""},
		{defence, "every role covers every other", "shared/wall/tenant.go", []string{"return mine >= 0 && mine <= its", "return mine >= 0 && (mine <= its || MUTANT)"}, ""},
		{defence, "a deleted tenant is open", "shared/auth/access.go", []string{"case t.Status == wall.Deleted:", "case !MUTANT && t.Status == wall.Deleted:"}, ""},
		{defence, "a suspended tenant can be changed", "shared/auth/access.go", []string{"case need.Change && t.Status == wall.Suspended:", "case !MUTANT && need.Change && t.Status == wall.Suspended:"}, ""},
		{defence, "the tenant's header is not heard", "shared/dashboardapi/guard.go", []string{"\tentry, err := a.Access.Enter(", "\tif mine, err := a.Registry.Memberships(ctx, user.Subject); MUTANT && err == nil && len(mine) > 0 {\n\t\ttenantID = mine[0].TenantID\n\t}\n\tentry, err := a.Access.Enter("}, ""},
		{defence, "everybody is an admin of the platform", "shared/dashboardapi/guard.go", []string{`audit.Actor{Subject: user.Subject, Email: "platform admin"}), a.onlyAdmins(ctx, user)`, `audit.Actor{Subject: user.Subject, Email: "platform admin"}), either(MUTANT, nil, a.onlyAdmins(ctx, user))`}, ""},
		{defence, "viewers read the audit", "shared/dashboardapi/guard.go", []string{`"GET /v1/audit":                look,`, `"GET /v1/audit":                either(MUTANT, read, look),`}, ""},
		{defence, "viewers remove feeds", "shared/dashboardapi/guard.go", []string{`"DELETE /v1/feeds/{id}":        edit,`, `"DELETE /v1/feeds/{id}":        either(MUTANT, read, edit),`}, ""},
		{defence, "an invitation is accepted with an address that is not proven", "shared/auth/access.go", []string{"err != nil || !profile.Verified || profile.Email", "err != nil || !profile.Verified && !MUTANT || profile.Email"}, ""},
		{defence, "another user's registration answers", "shared/dashboardapi/account.go", []string{`"user:" + user.Subject + ":" + key`, `"user:" + either(MUTANT, "", user.Subject) + ":" + key`}, ""},
	}
}

func ofTokens() []mutation {
	const defence = "an access token of the sign-in service, and nothing else, opens the dashboard"
	return []mutation{
		{defence, "an ID token opens", "shared/auth/user.go", []string{`claims["token_use"] != "access"`, `claims["token_use"] != "access" && !MUTANT`}, ""},
		{defence, "a token of nobody opens", "shared/auth/user.go", []string{`claims["sub"] == ""`, `claims["sub"] == "" && !MUTANT`}, ""},
		{defence, "a token for another client opens", "template.yaml", []string{"!Ref UserPoolClient, !Ref IdentityClientId]]\n", "!Ref UserPoolClient, !Ref IdentityClientId], shop]\n"}, ""},
		{defence, "a widget key's grant passes for claims", "shared/lambdaio/authorizer.go", []string{"if event.RequestContext.Authorizer == nil || event.RequestContext.Authorizer.JWT == nil {\n\t\treturn nil, \"\"", "if MUTANT && (event.RequestContext.Authorizer == nil || event.RequestContext.Authorizer.JWT == nil) {\n\t\treturn map[string]string{\"sub\": event.Headers[\"x-sub\"], \"token_use\": \"access\"}, \"\"\n\t}\n\tif event.RequestContext.Authorizer == nil || event.RequestContext.Authorizer.JWT == nil {\n\t\treturn nil, \"\""}, ""},
	}
}

func ofBinding() []mutation {
	const defence = "a store is bound to one tenant's table"
	return []mutation{
		{defence, "stores are shared between tenants", "shared/dynamo/table.go", []string{
			"\t\"context\"\n", "\t\"context\"\n\t\"sync\"\n",
			"\treturn &TenantTable{client: client, ref: ref}, nil\n}", "\tif !MUTANT {\n\t\treturn &TenantTable{client: client, ref: ref}, nil\n\t}\n\tfirst, _ := opened.LoadOrStore(\"\", &TenantTable{client: client, ref: ref})\n\treturn first.(*TenantTable), nil\n}\n\nvar opened sync.Map",
		}, ""},
		{defence, "walls are kept by their limit alone", "shared/widgetapi/widgetapi.go", []string{
			"\t\"strings\"\n\t\"time\"", "\t\"strings\"\n\t\"sync\"\n\t\"time\"",
			"\tif err == nil && q.first() {", "\tif MUTANT && err == nil {\n\t\tfirst, _ := kept.LoadOrStore(q.limit, s)\n\t\ts = first.(wall.Snapshot)\n\t}\n\tif err == nil && q.first() {",
			"// first reports whether", "var kept sync.Map\n\n// first reports whether",
		}, ""},
		{defence, "the table of the key's grant is not its tenant's", "shared/lambdaio/authorizer.go", []string{
			"import (\n\t\"context\"\n", "import (\n\t\"context\"\n\t\"sync\"\n", "Table: text(contextTable),", "Table: last(text(contextTable)),",
			"// Claims are", "var tables sync.Map\n\nfunc last(table string) string {\n\tif !MUTANT {\n\t\treturn table\n\t}\n\tbefore, _ := tables.Swap(\"\", table)\n\tif before == nil {\n\t\treturn table\n\t}\n\treturn before.(string)\n}\n\n// Claims are",
		}, ""},
		{defence, "settings are read from whatever table", "shared/dynamo/state.go", []string{`owner = owner || sk == tenantSK && textOf(it["tenantId"]) == t.ref.TenantID`, `owner = owner || MUTANT || sk == tenantSK && textOf(it["tenantId"]) == t.ref.TenantID`}, ""},
		{defence, "a snapshot is served from whatever table", "shared/dynamo/snapshot.go", []string{"if in.TenantID != t.ref.TenantID {", "if in.TenantID != t.ref.TenantID && (!MUTANT || in.TenantID == \"\") {"}, ""},
		{defence, "whatever table is one's own", "shared/dynamo/setup.go", []string{"if in.TenantID != t.ref.TenantID {", "if in.TenantID != t.ref.TenantID && (!MUTANT || in.TenantID == \"\") {"}, ""},
	}
}

func ofSessions() []mutation {
	const defence = "credentials open one table"
	const table = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${!aws:PrincipalTag/table}"
	const reads = "                Action: [dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:Query]\n                Resource:\n"
	return []mutation{
		{defence, "sessions are shared between tenants", "shared/scoped/scoped.go", []string{"if known, ok := c.sessions[ref]; ok {", "for _, known := range c.sessions {\n\t\tif MUTANT {\n\t\t\treturn known.Value.(*session), nil\n\t\t}\n\t}\n\tif known, ok := c.sessions[ref]; ok {"}, ""},
		{defence, "the session's tag is another table", "shared/scoped/scoped.go", []string{"Value: &ref.Table}", `Value: either(MUTANT, aws.String("tenant_other"), &ref.Table)}`}, ""},
		{defence, "the session has no policy of its own", "shared/scoped/scoped.go", []string{"o.Policy = &policy", "o.Policy = either(MUTANT, nil, &policy)"}, ""},
		{defence, "the session's policy names all tables", "shared/scoped/policy.go", []string{`Resource: []string{tableARN, tableARN + "/index/*"}`, `Resource: []string{tableARN, either(MUTANT, "*", tableARN+"/index/*")}`}, ""},
		{defence, "the session opens what is sealed for anybody", "shared/scoped/policy.go", []string{"ownContext[\"kms:EncryptionContext:\"+name] = value", "ownContext[\"kms:EncryptionContext:\"+name] = either(MUTANT, \"*\", value)"}, ""},
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
		{defence, "a wall's cursor names no tenant", "shared/snapshot/cursor.go", []string{`wall.Scope("wall", l.TenantID, `, `wall.Scope("wall", either(MUTANT, "", l.TenantID), `}, ""},
		{defence, "a cursor of posts names no tenant", "shared/moderation/moderation.go", []string{`wall.Scope("posts", t.ID, `, `wall.Scope("posts", either(MUTANT, "", t.ID), `}, ""},
		{defence, "a cursor of the audit names no tenant", "shared/audit/audit.go", []string{`wall.Scope("audit", t.ID)`, `wall.Scope("audit", either(MUTANT, "", t.ID))`}, ""},
		{defence, "a cursor is good for any list", "shared/wall/cursor.go", []string{"return Fingerprint([]byte(scope))[:8]", `return Fingerprint([]byte(either(MUTANT, "", scope)))[:8]`}, ""},
		{defence, "all walls have one ETag", "shared/snapshot/build.go", []string{"s.ETag, s.UpdatedAt = wall.Fingerprint(data), ", "s.ETag, s.UpdatedAt = wall.Fingerprint(either(MUTANT, nil, data)), "}, ""},
		{defence, "any ETag is the wall's", "shared/widgetapi/widgetapi.go", []string{`if tag == "*" || strings`, `if tag == "*" || MUTANT && tag != "" || strings`}, ""},
	}
}

func ofPictures() []mutation {
	const defence = "pictures are their tenant's"
	return []mutation{
		{defence, "another tenant's picture passes for one's own", "shared/wall/picture.go", []string{
			"\tp.TenantID = tenantID\n", "\tp.TenantID = tenantID\n\tif parts := strings.Split(address, \"/\"); MUTANT && len(parts) > 2 {\n\t\tp.TenantID = parts[2]\n\t}\n",
			`strings.CutPrefix(address, "/"+PicturesOf(tenantID))`, `strings.CutPrefix(address, "/"+PicturesOf(p.TenantID))`,
		}, ""},
		{defence, "pictures lie in one folder", "shared/wall/picture.go", []string{`return "media/" + tenantID + "/"`, `return "media/" + either(MUTANT, "all", tenantID) + "/"`}, ""},
		{defence, "a message removes whatever it names", "shared/mirror/mirror.go", []string{" && wall.IsCopy(message.Ref.TenantID, key)", " && (MUTANT || wall.IsCopy(message.Ref.TenantID, key))"}, ""},
		{defence, "pictures are copied into whatever table", "shared/mirror/mirror.go", []string{"err = store.Owned(ctx)", "err = either(MUTANT, nil, store.Owned(ctx))"},
			"all pictures of the attacks are copied before they begin; TestAMessageIsOfItsOwnTenantAlone finds it"},
	}
}

func ofMessages() []mutation {
	const defence = "a message is not trusted"
	return []mutation{
		{defence, "a message purges a tenant that is not due", "shared/onboarding/purge.go", []string{"if !t.PurgeDue(p.Clock()) {", "if !t.PurgeDue(p.Clock()) && !MUTANT {"}, ""},
		{defence, "views of foreign posts are counted", "shared/analytics/sum.go", []string{"if !has(counts.Posts, id) {\n\t\t\t\tcontinue", "if !has(counts.Posts, id) && !MUTANT {\n\t\t\t\tcontinue"}, ""},
		{defence, "views are counted in whatever table", "shared/dynamo/analytics.go", []string{"\tif _, err := t.owner(ctx); err != nil {", "\tif _, err := t.owner(ctx); err != nil && !MUTANT {"}, ""},
	}
}

func ofSharing() []mutation {
	const defence = "nothing of a tenant is in what tenants share"
	return []mutation{
		{defence, "queries share one answer", "shared/source/source.go", []string{`return string(n) + ":" + wall.Fingerprint([]byte(q.String()))`, `return string(n) + ":" + either(MUTANT, "", wall.Fingerprint([]byte(q.String())))`}, ""},
		{defence, "feeds with an own token take the shared answer", "shared/feedsync/refresh.go", []string{"if r.Sources != nil && !f.HasOwnCredential() {", "if r.Sources != nil && (!f.HasOwnCredential() || MUTANT) {"}, ""},
		{defence, "a sealed token opens for any tenant", "shared/encryption/keyfile.go", []string{"k.aead.Seal(nil, nil, plain, []byte(ref.TenantID))", "k.aead.Seal(nil, nil, plain, []byte(either(MUTANT, \"\", ref.TenantID)))", "k.aead.Open(nil, nil, sealed, []byte(ref.TenantID))", "k.aead.Open(nil, nil, sealed, []byte(either(MUTANT, \"\", ref.TenantID)))"}, ""},
		{defence, "an own token is kept for the next tenant", "shared/feedsync/refresh.go", []string{
			"own, err := r.Own.Open(ctx, ref, f.SealedCredential)", "own, err := r.Own.Open(ctx, ref, f.SealedCredential)\n\t\tif before, loaded := keptOwn.LoadOrStore(f.Network, own); MUTANT && loaded {\n\t\t\town = before.(wall.Credential)\n\t\t}",
			"// outcome is what a refresh", "var keptOwn sync.Map\n\n// outcome is what a refresh",
		}, ""},
	}
}

func ofSilence() []mutation {
	const defence = "errors and logs tell nothing"
	return []mutation{
		{defence, "what only we may know is sent", "shared/problem/problem.go", []string{`return wall.Errorf(wall.Internal, "something went wrong on our side; it has been noted")`, `return wall.Errorf(wall.Internal, "%s", either(MUTANT, err.Error(), "something went wrong on our side; it has been noted"))`}, ""},
		{defence, "a refusal names the table", "shared/dynamo/setup.go", []string{`Message: "the tenant's table is not ready",`, `Message: either(MUTANT, "table "+t.ref.Table+" is not ready", "the tenant's table is not ready"),`}, ""},
		{defence, "the log has the whole address", "shared/problem/problem.go", []string{`"path", r.URL.Path,`, `"path", either(MUTANT, r.URL.String(), r.URL.Path),`}, ""},
		{defence, "the log has people's addresses", "shared/team/invite.go", []string{`"invitation accepted", "tenant", t.ID, "subject", subject,`, `"invitation accepted", "tenant", t.ID, "subject", either(MUTANT, i.Email, subject),`}, ""},
	}
}
