package ui

import (
	"accord/internal/operator"

	"github.com/gofiber/fiber/v2"
)

// permissionView is who may do what, as package operator decides it.
type permissionView struct {
	settingFrame
	Roles  []operator.Role
	Groups []permissionRows
}

// permissionRows are the lines of one group.
type permissionRows struct {
	Key  string
	Rows []permissionRow
}

// permissionRow is one permission with the answer for each role.
type permissionRow struct {
	Permission operator.Permission
	May        []bool // in the order of the roles
	Anybody    bool   // nobody needs an account for it
}

func (s *Server) permissionPage(c *fiber.Ctx) error {
	roles := operator.Roles()
	v := permissionView{settingFrame: s.settingsFrame(c, "permissions", operator.SettingEdit), Roles: roles}
	for _, g := range permissionGroups {
		rows := permissionRows{Key: g.Key}
		for _, p := range g.Permissions {
			rows.Rows = append(rows.Rows, rowOf(p, roles))
		}
		v.Groups = append(v.Groups, rows)
	}
	return s.show(c, "settings_permissions", v)
}

func rowOf(p operator.Permission, roles []operator.Role) permissionRow {
	row := permissionRow{Permission: p, Anybody: operator.Public.May(p)}
	for _, r := range roles {
		row.May = append(row.May, r.May(p))
	}
	return row
}
