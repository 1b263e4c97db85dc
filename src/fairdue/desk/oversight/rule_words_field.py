"""What codes of the rules about visitors' phones, records and safety are called."""

from __future__ import annotations

PARAMETERS = {
    "accuracy_m_max": "定位精度上限",
    "chain": "警报通知顺序",
    "check_in_minutes": "报平安间隔",
    "clock_minutes": "时钟误差上限",
    "due_hours": "记录提交时限",
    "elsewhere_km": "偏离地址上限",
    "emergency_numbers": "报警电话",
    "keep_hours": "本机数据保留时长",
    "kept": "是否遵守",
    "lock_minutes": "自动锁定时长",
    "photo_mb": "照片大小上限",
    "photo_read_mb": "可读取照片上限",
    "photo_side_px": "照片长边像素",
    "pin_digits": "解锁码位数",
    "same_coordinates_max": "坐标相同次数上限",
    "silence_minutes": "失联时长",
    "sound_mb": "录音大小上限",
    "speed_kmh_max": "移动速度上限",
    "stale_seconds_max": "定位时差上限",
    "step_minutes": "警报升级间隔",
}
UNITS = {
    "digits": "位",
    "hours after leaving": "小时（自离开起）",
    "hours after the day": "小时（自当日结束起）",
    "kilometres": "公里",
    "kilometres an hour": "公里/小时",
    "metres": "米",
    "numbers by jurisdiction": "号码（按法域）",
    "pixels": "像素",
    "roles": "角色",
    "times": "次",
}
TOPICS = {
    "no_visits": "禁止上门",
    "visit_records": "外访记录",
    "visit_safety": "外访安全",
}

VALUES = {
    "city": "市级",
    "district": "区县级",
    "point": "精确位置",
    "province": "省级",
}
"""Values of these packs' lists; see value_words."""
