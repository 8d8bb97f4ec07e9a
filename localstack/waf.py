"""Lets moto answer ListResourcesForWebACL: it keeps which web ACL stands before which resource, and tells it by resource alone. Used by launch.py."""

import json

from moto.wafv2.exceptions import WAFNonexistentItemException
from moto.wafv2.responses import WAFV2Response


def list_resources_for_web_acl(self: WAFV2Response) -> tuple[int, dict, str]:
    asked = json.loads(self.body)
    acl = self.wafv2_backend.wacls.get(asked["WebACLArn"])
    if acl is None:
        raise WAFNonexistentItemException
    of_balancers = asked.get("ResourceType", "APPLICATION_LOAD_BALANCER") == "APPLICATION_LOAD_BALANCER"
    behind = [arn for arn in acl.associated_resources if (":loadbalancer/" in arn) == of_balancers]
    return 200, {"Content-Type": "application/json"}, json.dumps({"ResourceArns": behind})


def tell_associations() -> None:
    WAFV2Response.list_resources_for_web_acl = list_resources_for_web_acl
