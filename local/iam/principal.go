package iam

import "maps"

// Role is a role that can be assumed, or that of a function.
type Role struct {
	ARN    string
	Trust  Policy // who may assume it
	Policy Policy // what it may do
}

// Principal is who makes a request: a function, or a session of a role that it assumed.
type Principal struct {
	Role    Role
	Session *Policy           // a session's own policy, the second belt; nil for none
	Tags    map[string]string // of the session
}

// May tells whether the principal may do something. Session policies narrow a role, they never widen it.
func (p Principal) May(action, resource string) bool {
	request := Request{Action: action, Resource: resource, Context: p.context()}
	return p.Role.Policy.Allows(request) && (p.Session == nil || p.Session.Allows(request))
}

// MayAssume tells whether the principal may open a session of a role with tags: by its own policy and the role's trust.
func (p Principal) MayAssume(role Role, tags map[string]string) bool {
	actions := []string{"sts:AssumeRole"}
	context := map[string]string{"aws:PrincipalArn": p.Role.ARN}
	if len(tags) > 0 {
		actions = append(actions, "sts:TagSession")
	}
	for key, value := range tags {
		context["aws:RequestTag/"+key] = value
	}
	maps.Copy(context, p.context())
	for _, action := range actions {
		request := Request{Action: action, Resource: role.ARN, Context: context}
		if !p.Role.Policy.Allows(request) || !role.Trust.Allows(request) {
			return false
		}
	}
	return true
}

func (p Principal) context() map[string]string {
	context := map[string]string{}
	for key, value := range p.Tags {
		context["aws:PrincipalTag/"+key] = value
	}
	return context
}
