"""What kind of activity it was."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final


class Sport(StrEnum):
    """The sports that flarelag tells apart.

    Only `RUN` is searched for sprints and braking; `RIDE` is its own exposure (no foot impact);
    the rest are kept as what they are.
    """

    RUN = "run"
    RIDE = "ride"
    WALK = "walk"
    HIKE = "hike"
    SWIM = "swim"
    ROW = "row"
    SKI = "ski"
    STRENGTH = "strength"
    YOGA = "yoga"
    OTHER = "other"

    @property
    def on_foot(self) -> bool:
        """Whether cadence counts steps."""
        return self in {Sport.RUN, Sport.WALK, Sport.HIKE}


UNSAID: Final = "its file does not say the sport"
"""Remark of an activity in which nothing is looked for until somebody says what it was."""
_VAGUE: Final = {"", "other", "generic"}
_ABROAD = """
run carrera course_à_pied corsa corrida hardlo
run ランニング トレイルラン バーチャルラン 달리기 러닝 забег _бег 跑
ride bici cicli pedal vélo fiets
ride ライド サイクリング 라이딩 자전거 사이클 вело заезд 骑行 騎乘 騎行
walk caminata camminata caminhada marche wandel
walk ウォーキング 걷기 ходьба прогулка 步行 散步 健走
hike senderismo randonn escursion ハイキング 하이킹 поход 徒步 健行
swim _nata nuoto zwem スイム 水泳 수영 плав 游泳
row _remo aviron canottag roei ローイング 로잉 гребля 划船 划艇
ski esqu _sci_ スキー 스키 лыж 滑雪
strength kraft kracht gewicht pesas _pesi _peso muscula
strength ウェイト 웨이트 силов 力量 重量
yoga ヨガ 요가 йога 瑜
"""  # noqa: RUF001 - Cyrillic letters that look like Latin ones
"""Strava's words in other languages: Spanish to Dutch, Japanese, Korean, Russian, Chinese."""
_ENGLISH_AND_GERMAN: tuple[tuple[Sport, tuple[str, ...]], ...] = (
    # The first match wins, so the longer words ("cross-country skiing") stand before the shorter,
    # and first of all what only sounds like a sport of ours. "_" is where a word begins.
    (Sport.OTHER, ("motor", "motocross", "wheelchair", "transition", "waterski", "water_ski")),
    (Sport.OTHER, ("eislauf", "schlittschuh", "swim_bike_run")),
    (Sport.SKI, ("ski", "snowboard", "langlauf")),
    (Sport.STRENGTH, ("strength", "weight", "crossfit")),
    (Sport.YOGA, ("yoga", "pilates", "stretch", "flexibility")),
    (Sport.HIKE, ("hik", "mountaineer", "wander")),
    (Sport.WALK, ("walk", "spazier")),
    (Sport.RUN, ("run", "jog", "treadmill", "lauf")),
    (Sport.RIDE, ("ride", "cycl", "bik", "velo", "radfahr", "fahrrad", "_spin")),
    (Sport.SWIM, ("swim", "schwimm")),
    (Sport.ROW, ("_row", "kayak", "canoe", "paddl", "rudern")),
)


def _with_words_abroad() -> tuple[tuple[Sport, tuple[str, ...]], ...]:
    lines = [line.split() for line in _ABROAD.split("\n") if line]
    abroad = {
        sport: [w for name, *words in lines if name == sport for w in words] for sport in Sport
    }
    return tuple((sport, (*words, *abroad[sport])) for sport, words in _ENGLISH_AND_GERMAN)


_WORDS = _with_words_abroad()
_BETWEEN_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|[\W_]+")


@lru_cache(maxsize=1_000)
def sport_named(text: str | None) -> Sport:
    """Return the sport that a vendor's word means; `Sport.OTHER` when none is recognised.

    Parameters
    ----------
    text : str or None
        `running`, `VirtualRide`, `Trail Run`, `Lauf`, `cross_country_skiing` ...
    """
    if not text:
        return Sport.OTHER
    folded = "_".join(["", *_BETWEEN_WORDS.split(text.strip())]).lower()
    for sport, words in _WORDS:
        if any(word in folded for word in words):
            return sport
    return Sport.OTHER


def unsaid(*words: str | None) -> tuple[str, ...]:
    """Return the remark on an activity whose file has no word for its sport that says anything.

    Parameters
    ----------
    *words : str or None
        As in `sport_named`.
    """
    return (UNSAID,) if all((word or "").strip().lower() in _VAGUE for word in words) else ()
