"""The few facts that code knows by name, because finding a household again or counting it needs them.

Every other fact is only data in ``packs/dictionary``; a test checks that these stand there.
"""

HOUSEHOLD, PERSON, VILLAGE, TOWN = "household", "person", "village", "town"
TOWN_DIGITS = 9  # of a town's code; the twelve of a village begin with them

HEAD_NAME = "head_name"  # 户主姓名
PHONE = "phone"  # 联系电话
GROUP = "village_group"  # 村民小组
PEOPLE = "people_count"  # 家庭人口
SURVEYED = "surveyed"  # visited in this campaign; null until then, so that no rule can hit an unvisited household
SURVEYED_ON = "surveyed_on"
SURVEYOR = "surveyor_name"  # the name in the 签字 cell
HOUSEHOLD_NUMBER = "household_number"  # national 户编号
HEAD_ID = "head_id"
CLOSED_ON, CLOSED_HOW = "closed_on", "closed_how"  # of a household that is none any more
MEMBER_NAME = "member_name"
RESIDENT_ID = "resident_id"
RELATION, SEX, BIRTH = "relation", "sex", "birth_date"
CHANGE, CHANGED_ON = "member_change", "member_changed_on"  # what happened to a member, as told, and when
LEFT_ON, LEFT_HOW = "left_on", "left_how"  # of who is no member any more

PROBLEM = "problem"  # a line of the ledger: found by this screening, or by an earlier inspection and looked at again
PROBLEM_NUMBER, PROBLEM_TEXT, PROBLEM_CLASS = "problem_number", "problem_text", "problem_class"
PROBLEM_HOUSEHOLD, PROBLEM_SOURCE, PROBLEM_FOUND = "problem_household", "problem_source", "problem_found_on"
PROBLEM_BUCKET, PROBLEM_DUE, PROBLEM_CLOSED = "problem_bucket", "problem_due", "problem_closed"
OWN_SCREENING = "own_screening"  # code of problem_sources

ALL = (
    HEAD_NAME, PHONE, GROUP, PEOPLE, SURVEYED, SURVEYOR, SURVEYED_ON, HOUSEHOLD_NUMBER, MEMBER_NAME, RESIDENT_ID,
    HEAD_ID, CLOSED_ON, CLOSED_HOW, RELATION, SEX, BIRTH, CHANGE, CHANGED_ON, LEFT_ON, LEFT_HOW,
    PROBLEM_NUMBER, PROBLEM_TEXT, PROBLEM_CLASS, PROBLEM_HOUSEHOLD, PROBLEM_SOURCE, PROBLEM_FOUND, PROBLEM_BUCKET,
    PROBLEM_DUE, PROBLEM_CLOSED,
)  # fmt: skip
