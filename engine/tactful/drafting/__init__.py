"""Drafts: starting texts for advised messages, from the templates of a policy; as mail, and as reminders."""

from tactful.drafting.drafts import Draft, draft

__all__ = ["Draft", "draft"]
