"""The tables of a `.revops` file (domain.md §2, §3).

STRICT tables: instants are UTC seconds, days ISO text, money minor units, booleans 0/1, enums text
with CHECK. `JOURNALED` tables hold what people enter; their every change is written to the change
journal. `DERIVED` ones follow from them (`derived.py`), `search_entry` does by `search_index.py`,
`contact_score` by `scores.py`, `deal_image` from the change journal by `deal_images.py`.
"""

from revops_desktop.database.agreed_tables import business_calendar as business_calendar
from revops_desktop.database.agreed_tables import clock_pause as clock_pause
from revops_desktop.database.agreed_tables import handoff as handoff
from revops_desktop.database.agreed_tables import handoff_answer as handoff_answer
from revops_desktop.database.agreed_tables import handoff_item as handoff_item
from revops_desktop.database.agreed_tables import handoff_rule as handoff_rule
from revops_desktop.database.agreed_tables import handoff_value as handoff_value
from revops_desktop.database.agreed_tables import nurture_list as nurture_list
from revops_desktop.database.agreed_tables import score_rule as score_rule
from revops_desktop.database.agreed_tables import segment as segment
from revops_desktop.database.agreed_tables import sla_agreement as sla_agreement
from revops_desktop.database.agreed_tables import sla_review as sla_review
from revops_desktop.database.agreed_tables import time_limit as time_limit
from revops_desktop.database.kept_tables import UNKNOWN_DAY as UNKNOWN_DAY
from revops_desktop.database.kept_tables import action as action
from revops_desktop.database.kept_tables import change as change
from revops_desktop.database.kept_tables import contact_score as contact_score
from revops_desktop.database.kept_tables import deal_event as deal_event
from revops_desktop.database.kept_tables import deal_image as deal_image
from revops_desktop.database.kept_tables import deal_reached as deal_reached
from revops_desktop.database.kept_tables import deal_state as deal_state
from revops_desktop.database.kept_tables import reached_by_day as reached_by_day
from revops_desktop.database.kept_tables import search_entry as search_entry
from revops_desktop.database.planned_tables import channel_month as channel_month
from revops_desktop.database.planned_tables import target as target
from revops_desktop.database.record_tables import company_tag as company_tag
from revops_desktop.database.record_tables import criterion_lack as criterion_lack
from revops_desktop.database.record_tables import criterion_tick as criterion_tick
from revops_desktop.database.record_tables import custom_choice as custom_choice
from revops_desktop.database.record_tables import custom_field as custom_field
from revops_desktop.database.record_tables import custom_value as custom_value
from revops_desktop.database.record_tables import deal_history as deal_history
from revops_desktop.database.record_tables import deal_link as deal_link
from revops_desktop.database.record_tables import deal_tag as deal_tag
from revops_desktop.database.record_tables import saved_view as saved_view
from revops_desktop.database.record_tables import tag as tag
from revops_desktop.database.report_tables import report as report
from revops_desktop.database.report_tables import report_action as report_action
from revops_desktop.database.report_tables import report_figure as report_figure
from revops_desktop.database.report_tables import report_file as report_file
from revops_desktop.database.report_tables import report_look as report_look
from revops_desktop.database.river_tables import activity as activity
from revops_desktop.database.river_tables import company as company
from revops_desktop.database.river_tables import contact as contact
from revops_desktop.database.river_tables import deal as deal
from revops_desktop.database.river_tables import deal_exit as deal_exit
from revops_desktop.database.river_tables import deal_line as deal_line
from revops_desktop.database.river_tables import exit_criterion as exit_criterion
from revops_desktop.database.river_tables import exit_reason as exit_reason
from revops_desktop.database.river_tables import function as function
from revops_desktop.database.river_tables import member as member
from revops_desktop.database.river_tables import pipeline as pipeline
from revops_desktop.database.river_tables import pod as pod
from revops_desktop.database.river_tables import product as product
from revops_desktop.database.river_tables import stage as stage
from revops_desktop.database.river_tables import stage_visit as stage_visit
from revops_desktop.database.river_tables import workspace as workspace
from revops_desktop.database.table_parts import metadata as metadata

DERIVED = (deal_state, deal_reached, reached_by_day, deal_event)
JOURNALED = tuple(
    table
    for table in metadata.sorted_tables
    if table not in (action, change, search_entry, contact_score, deal_image, *DERIVED)
)
