"""What national exports and forms of the field say, typed by hand: column names, values, other wordings, items.

Sources, by document: column names of the exports of the 全国防返贫监测信息系统 as read by public checkers
(监测对象信息, (乡村建设)户信息, (务工月监测)已外出务工信息, 计划外出务工信息, 行政村信息); values as enforced by a
public checker of about 2021; the collection schema of a county of 2023; the statistic form of toilets;
农村饮水安全评价准则.
"""

from shouxian.core.kernel.resident_ids import check_digit

VILLAGES, TOWNS = {"610881101201": "甲村"}, {"610881101": "某镇"}
PLACES = {
    "省": "陕西省",
    "市": "榆林市",
    "县": "神木市",
    "乡": "某镇",
    "村": "甲村",
    "年度": "2023",
    "证件类型": "居民身份证",
}
NUMBER = "90000019850615003" + check_digit("90000019850615003")

PEOPLE = {
    "户编号": "household_number", "人口编号": "person_number", "姓名": "member_name", "性别": "sex",
    "出生日期": "birth_date", "证件号码": "resident_id", "民族": "ethnicity", "户联系电话": "phone",
    "家庭成员联系电话": "member_phone", "户类型": "is_poverty_alleviated", "与户主关系": "relation",
    "文化程度": "education",
    "在校生状况": "schooling", "义务教育阶段未上学原因": "dropout_reason", "失学或辍学原因": "dropout_reason",
    "健康状况": "health", "劳动技能": "labour_ability", "务工所在地": "work_county", "务工企业名称": "work_company",
    "务工时间(月)": "work_months", "就业渠道(易地搬迁后扶使用)": "employment_channel", "公益性岗位": "public_post",
    "公益性岗位(月数)": "public_post_months", "是否参加城乡居民基本医疗保险": "resident_insurance",
    "是否参加城镇职工基本医疗保险": "employee_insurance", "是否参加大病保险": "serious_illness_insurance",
    "是否参加城乡居民基本养老保险": "resident_pension", "是否参加城镇职工基本养老保险": "employee_pension",
    "是否接受医疗救助": "medical_aid", "享受低保政策情况": "subsistence", "享受特困供养政策情况": "destitute_support",
    "是否危房户": "dangerous_house", "是否解决安全饮用水": "water_safe", "是否有卫生厕所": "sanitary_toilet",
    "是否通生活用电": "has_electricity", "入户道路是否硬化": "road_hardened", "与村主干路距离": "main_road_distance",
    "住房面积": "housing_area", "耕地面积": "cultivated_land", "林地面积": "forest_land",
    "退耕还林面积": "returned_forest_land", "林果面积": "fruit_land", "牧草地面积": "pasture_land",
    "水面面积": "water_surface", "人均纯收入(元)": "net_income_per_head", "工资性收入": "wage_income",
    "生产经营性收入": "business_income", "财产性收入": "property_income", "转移性收入": "transfer_income",
    "合规自付支出": "compliant_spending",
}  # fmt: skip
MONITORED = PEOPLE | {
    "监测对象类别": "monitored_category", "致贫/返贫风险1": "risks", "致贫/返贫风险2": "risks",
    "致贫/返贫风险3": "risks",
    "致贫/返贫风险4": "risks", "致贫/返贫风险5": "risks", "因自然灾害子项": "risk_disaster_kind",
    "其他备注": "risk_note",
    "识别监测时间(YYYYMM)": "monitored_since", "风险是否已消除": "risk_eliminated",
    "风险消除方式": "elimination_mode",
    "消除监测时间(YYYYMM)": "eliminated_month", "整户无劳动能力兜底保障户": "no_labour_household",
    "实施开发式帮扶措施情况": "development_measures",
    # the 15 groups of measures; 教育帮扶 stands for 其他教育帮扶
    "产业帮扶": "help_measures", "就业帮扶": "employment_measures", "金融帮扶": "help_measures",
    "公益岗位帮扶": "help_measures", "住房安全保障": "help_measures", "饮水安全保障": "help_measures",
    "健康帮扶": "health_measures", "义务教育保障": "help_measures", "教育帮扶": "education_measures",
    "综合保障": "comprehensive_measures", "社会帮扶": "help_measures", "搬迁": "help_measures",
    "生产生活条件改善": "help_measures", "基础设施建设": "help_measures",
    # the 13 columns of the moment of elimination
    "风险消除后是否义务教育阶段适龄儿童少年失学辍学": "dropout_at_elimination",
    "风险消除后是否住房损毁": "housing_unsafe_at_elimination",
    "风险消除后是否有家庭成员未参加城乡居民（职工）基本医疗保险": "uninsured_at_elimination",
    "风险消除后是否饮水设施损毁": "water_unsafe_at_elimination", "风险消除后工资性收入": "wages_at_elimination",
    "风险消除后财产性收入": "property_at_elimination", "风险消除后转移性收入": "transfers_at_elimination",
    "风险消除后生产经营性收入": "business_at_elimination", "风险消除后生产经营性支出": "expense_at_elimination",
    "风险消除后家庭纯收入": "net_income_at_elimination", "风险消除后家庭人均纯收入": "income_at_elimination",
    "风险消除后理赔收入": "claims_at_elimination", "风险消除后合规自付支出": "own_spending_at_elimination",
}  # fmt: skip
WHO = {"户编号": "household_number", "人口编号": "person_number", "姓名": "member_name", "证件号码": "resident_id"}
WORK = WHO | {
    "是否已务工": "register_working", "务工所在县": "work_county", "开始时间": "work_started",
    "结束时间": "work_ended",
    "务工月收入": "monthly_wage", "务工企业名称": "work_company", "所属行业": "work_sector",
    "就业渠道": "employment_channel",
    "是否点对点输送": "point_to_point", "年度交通费补助": "travel_subsidy",
}  # fmt: skip
PLANNED = WHO | {"是否计划务工": "plans_to_work", "计划务工所在县": "planned_county", "就业服务需求": "service_need"}
VILLAGE = {
    "总户数": "registered_households", "总人口": "registered_people", "低保户": "subsistence_households",
    "低保人数": "subsistence_people", "特困人口": "destitute_people", "残疾人口": "disabled_people",
    "危房户数": "danger_house_households", "未实现饮水安全户数": "water_unsafe_households",
    "居民养老参保人数": "pension_people", "到乡镇是否通沥青(水泥)路": "town_road_paved", "客运班车": "village_bus",
    "卫生室": "village_clinic", "执业(助理)医师": "licensed_doctors", "公共卫生厕所": "village_public_toilets",
    "垃圾集中堆放点": "garbage_point", "文化(图书)室": "village_library", "村小学": "village_primary_school",
    "是否出列": "village_type", "耕地面积": "village_cultivated_land", "林地面积": "village_forest_land",
    "退耕还林面积": "village_returned_forest_land", "林果面积": "village_fruit_land",
    "牧草地面积": "village_pasture_land", "水面面积": "village_water_surface",
}  # fmt: skip
EXPORTS = {
    "national_monitored": MONITORED, "national_households": PEOPLE, "national_work": WORK,
    "national_planned_work": PLANNED, "national_villages": VILLAGE,
}  # fmt: skip
NOT_TAKEN = {"村级集体经济收入(万元)": "in another unit than the fact", "信息采集人": "a person of the county"}

SHORTENED = {  # other wordings of the same columns, also those of the collection schema of a county
    "person": {
        "是否参加城乡居民基本医疗": "resident_insurance", "居民医保": "resident_insurance",
        "职工医保": "employee_insurance",
        "是否参加城镇职工医疗": "employee_insurance", "是否参加大病": "serious_illness_insurance",
        "是否参加城乡居民养老": "resident_pension", "是否参加职工养老": "employee_pension",
        "失辍学原因": "dropout_reason", "在校生情况": "schooling", "务工时长(月)": "work_months",
        "聘用月数": "public_post_months",
        "商业补充医保": "commercial_insurance", "易地搬迁人口": "relocated_person", "是否滞留": "stranded_away",
    },
    "household": {
        "监测户": "is_monitored", "监测对象": "is_monitored", "三类户": "is_monitored", "三类人员": "is_monitored",
        "易返贫致贫户": "is_monitored", "脱贫户": "is_poverty_alleviated", "已脱贫户": "is_poverty_alleviated",
        "建档立卡脱贫户": "is_poverty_alleviated", "联系人": "contact_name", "监测联系人": "contact_name",
        "信息采集人": "contact_name", "信息采集人联系电话": "contact_phone", "风险消除": "risk_eliminated",
        "消除风险": "risk_eliminated", "标注消除": "risk_eliminated", "监测对象类型": "monitored_category",
        "自然村": "natural_village", "军烈属": "military_family", "危房等级": "danger_grade",
        "入户路类型": "entry_road_kind",
        "龙头企业带动": "leading_enterprise", "致富带头人": "wealth_leader", "广播电视": "has_tv",
        "到户产业帮扶类型": "industry_help_kinds", "理赔收入": "claims_income", "生产经营性支出": "business_expense",
        "家庭纯收入": "net_income", "家庭人均纯收入": "net_income_per_head",
        "纳入监测对象的收入参考范围": "identified_income_limit", "致贫原因": "poverty_causes",
    },
    "village": {"特困供养人口数": "destitute_people", "参加城乡居民基本养老保险人数": "pension_people"},
}  # fmt: skip

ITEMS = {  # items of income and spending of the collection schema of a county of 2023
    "wage": "务工收入 行业部门公益岗收入 乡镇公益岗收入 村级公益岗收入 自主采摘收入",
    "business": "种植业收入 养殖业收入 林果业收入 其他生产经营性收入",
    "expense": "种植业支出 养殖业支出 林果业支出 其他生产经营性支出",
    "property": "资产收益分红 土地流转收入 金融贷款项目收益 代种代养收益 其他财产性收入",
    "transfer": "计生金 低保金 特困金 养老金 退耕还林补助 公益林补偿 草原奖补 移民补助 其他生态补偿 "
    "玉米大豆补贴 地力补贴 大田保险 高龄补贴 "
    "优抚金 残疾补贴 教育扶持 救灾款 失能补贴 赡养费 取暖费 物价补贴 社会救济 防贫保险 经常性捐赠赔偿 其他转移性收入",
}
WATER = {"人均每天可用水量": 35, "取水往返时间": 20, "取水水平距离": 800, "供水保证率": 90}  # the test of safe water

VALUES = {
    "relations": "户主 配偶 之子 之女 之儿媳 之女婿 之孙子 之孙女 之外孙子 之外孙女 之父 之母 之岳父 "
    "之岳母 之公公 之婆婆 之祖父 之祖母 "
    "之外祖父 之外祖母 之兄弟姐妹 之曾孙子 之曾孙女 之侄儿 之侄女 之兄弟媳妇 之叔伯 其他",
    "education_levels": "文盲或半文盲 小学 初中 高中 大专 本科及以上",
    "schooling_states": "学龄前儿童 学前教育 小学 七年级 八年级 九年级 普通高中一年级 普通高中二年级 "
    "普通高中三年级 中职一年级 中职二年级 "
    "中职三年级 高职高专一年级 高职高专二年级 高职高专三年级 技师学院一年级 技师学院二年级 "
    "技师学院三年级 技师学院四年级 本科一年级 本科二年级 "
    "本科三年级 本科四年级 本科五年级 硕士研究生及以上",
    "health_states": "健康 长期慢性病 患有大病 残疾",
    "labour_abilities": "普通劳动力 技能劳动力 弱劳动力或半劳动力 丧失劳动力 无劳动力",
    "political_states": "中共党员 中共预备党员 共青团员 群众",
    "household_attributes": "一般脱贫户 低保脱贫户 特困供养脱贫户",
    "monitored_categories": "脱贫不稳定户 边缘易致贫户 突发严重困难户",
    "work_places": "乡(镇)内 乡(镇)外县内 县外省内 省外 其他",
    "employment_channels": "外出务工 公益性岗位 帮扶车间",
    "employment_measures": "劳务输出 外出务工补贴 技能培训 其他",
    "comprehensive_measures": "低保 特困供养 残疾人补贴",
    "education_measures": "雨露计划",
    "health_measures": "参加城乡居民基本医疗保险个人缴费补贴",
    "measure_states": "尚未实施 实施",
    "help_measures": "产业帮扶 就业帮扶 金融帮扶 公益岗位帮扶 住房安全保障 饮水安全保障 健康帮扶 "
    "义务教育保障 其他教育帮扶 综合保障 社会帮扶 "
    "搬迁 生产生活条件改善 基础设施建设",
    "risks": "因病 因学 因残 因自然灾害 因意外事故 因产业项目失败 因务工就业不稳 缺劳动力 因安全住房 因安全饮水 其他",
    "poverty_causes": "因病 因残 因学 因灾 缺土地 缺水 缺技术 缺劳力 缺资金 交通条件落后 自身发展动力不足 因婚 其他",
    "elimination_modes": "帮扶消除 自然消除",
    "subsistence_kinds": "城市低保 农村低保 未享受",
    "discovery_channels": "农户自主申报 基层干部排查 部门筛查预警 信访 舆情 平台分析",
    "danger_grades": "A级 B级 C级 D级",
    "disability_types": "视力残疾 听力残疾 言语残疾 肢体残疾 智力残疾 精神残疾 多重残疾",
    "disability_grades": "一级 二级 三级 四级",
    "toilet_kinds": "三格式 双瓮式 沼气池式 粪尿分集式 双坑交替式 完整下水道水冲式 其他卫生厕所 非卫生厕所 无厕所",
    "household_toilets": "水冲 卫生旱厕",
    "fuels": "管道燃气 瓶装燃气",
    "village_types": "脱贫村 出列村",
    "residence_places": "本村 村外镇内 神木市城区 神木市域内其他镇街 市外",
    "tenures": "自有住房 租房",
    "water_sources": "自来水供水 分散取水",
    "welfare_policies": "低保 特困供养 临时救助 其他 否",
}

# Carried: read from exports or shown, and used by no question, rule, list, screen or derivation.
CARRIED_FOR_EXPORTS = {
    "relocated_person", "identified_income_limit", "identified_limit_per_head", "military_family", "graduate_reason",
    "claims_at_identification", "own_spending_at_identification", "poverty_causes", "discovery_channel",
    "leading_enterprise", "wealth_leader", "commercial_insurance", "work_record_wrong_text", "policies_due_text",
    "village_returned_forest_land", "village_fruit_land", "village_pasture_land", "village_water_surface",
    "town_name", "county_name",
}  # fmt: skip
SHOWN_ONLY = {  # derived, and shown on forms, in explanations and in the dictionary
    "spending_per_head", "listed_heads", "someone_uninsured", "listed_villages", "town_listed_households",
    "listed_people",
}  # fmt: skip
