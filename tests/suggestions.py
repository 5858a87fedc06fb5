"""Suggestions for tests and figures: 213 labelled pairs written by hand, and as many realistic others as are wanted.

The others are near misses: they speak of the same canteens, streets, lifts and windows, and want something else.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from bot.domain.suggestions.likeness import ALL, weights

PAIRS = tuple(
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("similar_suggestions.tsv").read_text("utf-8").splitlines()
)
"""(What was filed, what somebody else writes about the same matter.)"""

_PLACES = (
    "一号楼", "二号楼", "三号楼", "北门", "东门", "综合服务大厅", "人才公寓", "职工宿舍", "江山路", "长江路",
    "团结路",
    "前湾港路", "嘉陵江路", "漓江西路", "富春江路", "昆仑山路", "唐岛湾公园", "金沙滩", "星光岛", "薛家岛", "化工园区",
    "集成电路产业园", "保税港区", "中德生态园", "灵珠山街道", "长江路街道", "农贸市场", "图书馆", "体育中心",
    "学校门口",
)  # fmt: skip
_THINGS = (
    "食堂的汤", "食堂的桌椅", "食堂的电视", "早餐窗口", "打饭阿姨的口罩", "车库的地面", "车库的收费", "停车场的围栏",
    "充电桩的收费标准", "班车的座套", "班车的站牌", "电梯的广告", "电梯的扶手", "卫生间的门锁", "卫生间的灯", "洗手台",
    "空调的外机", "空调的噪声", "会议室的桌牌", "会议室的投影", "会议室的窗帘", "饮水机的水温", "打印机的位置",
    "无线网络的密码", "内网邮箱的通讯录", "OA系统的提醒", "视频会议的摄像头", "档案室的湿度", "健身房的更衣柜",
    "羽毛球场的预约", "值班室的电话", "医务室的开放时间",
    "快递柜的收费", "门禁的开关", "绿化带的围栏", "路灯的灯杆",
    "红绿灯的倒计时", "井盖的噪声", "人行道的坡度", "公交站的站牌", "公交车的报站", "地铁站的出口", "共享单车的锁",
    "工地的围挡", "公共厕所的纸", "垃圾桶的盖子", "健身步道的照明", "登山步道的护栏", "广场的座椅", "自习室的插座",
    "办事窗口的叫号", "自助机的触屏", "办事指南的二维码", "惠企政策的宣讲", "补贴的公示", "贷款的利率",
    "营业执照的打印",
    "施工许可的公示", "招聘会的摊位", "培训的签到", "讲座的音响", "演讲比赛的评分", "擂台赛的场地", "考核的时间",
    "体检的报告", "工会福利的领取", "专班的例会室", "项目看板的颜色", "企业走访的记录", "诉求平台的界面",
    "社区医院的挂号", "托管班的接送", "幼儿园的校车", "海水浴场的淋浴", "供水的水质", "用电的账单", "天然气的缴费",
    "发票系统的验证码", "出口退税的表格", "社保窗口的空调",
)  # fmt: skip
_TROUBLES = (
    "标识看不清", "周末没有人管", "经常坏，报修后没有回音", "和附近单位不一样，大家有疑问", "下雨天不好用",
    "高峰时间人多拥挤", "晚上太暗", "老人和孩子用起来不方便", "外地来的企业不知道怎么用", "有安全隐患",
    "卫生不太好", "维护的电话打不通", "新来的同事找不到", "费用没有公示", "更新太慢", "声音太大影响休息",
)  # fmt: skip
_ASKS = (
    "建议安排专人每周检查一次", "希望公布负责人和电话", "建议先在一个点试行", "希望尽快维修", "建议参考兄弟区的做法",
    "希望听一听大家的意见再定", "建议统一设计", "希望年底前解决", "建议列入明年预算", "希望在群里说明一下进度",
    "建议用手机就能反映", "希望增加人手", "建议改造", "希望延长时间", "建议定期公示情况",
)  # fmt: skip


def others(count: int, seed: int = 6) -> list[str]:
    """Return `count` suggestions, each another one; the same for the same seed."""
    chance = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        place, thing, trouble, ask = (chance.choice(words) for words in (_PLACES, _THINGS, _TROUBLES, _ASKS))
        tail = f"，{chance.choice(_ASKS)}" if chance.random() < 0.3 else ""
        number = f"（第{chance.randint(1, 400)}次提）" if count > 20_000 else ""
        found.setdefault(f"{place}{thing}{trouble}，{ask}{tail}{number}")
    return list(found)


def index(tx, texts):
    """Make `texts`, numbered from 1, findable: what `storage.likeness.add` does for each, at once."""
    counts = Counter({ALL: len(texts)})

    def rows():
        for number, text in enumerate(texts, 1):
            found = weights(text)
            counts.update(found.keys())
            for gram, weight in found.items():
                yield {"gram": gram, "id": number, "weight": weight}

    tx.many("INSERT INTO suggestion_grams (gram, suggestion_id, weight) VALUES (:gram, :id, :weight)", rows())
    tx.many(
        "INSERT INTO suggestion_gram_counts (gram, suggestions) VALUES (:gram, :n)",
        [{"gram": gram, "n": n} for gram, n in counts.items()],
    )
