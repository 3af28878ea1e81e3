from __future__ import annotations

import pytest

from flarelag.model.sport import Sport, sport_named


@pytest.mark.parametrize(
    ("words", "sport"),
    [
        (
            "running Run TrailRun VirtualRun track_running ultra_run Jogging Lauf treadmill",
            Sport.RUN,
        ),
        ("cycling VirtualRide EBikeRide e_biking Mountainbike-Fahrt Handcycle spin", Sport.RIDE),
        ("walking casual_walking Spaziergang", Sport.WALK),
        ("hiking mountaineering Wandern", Sport.HIKE),
        ("lap_swimming Swim Schwimmen", Sport.SWIM),
        ("rowing Rowing VirtualRow indoor_rowing canoeing StandUpPaddling Kayaking", Sport.ROW),
        ("cross_country_skiing NordicSki RollerSki rollerskiing Snowboard Langlauf", Sport.SKI),
        ("strength_training WeightTraining Crossfit", Sport.STRENGTH),
        ("yoga Pilates flexibility_training", Sport.YOGA),
        ("Carrera Corsa Corrida Trailrun Hardlopen", Sport.RUN),
        ("ランニング 달리기 Забег Бег 跑步 越野跑", Sport.RUN),  # noqa: RUF001
        ("Bicicleta Ciclismo Pedalata Vélo Fietsrit ライド 자전거 Заезд 骑行 騎乘", Sport.RIDE),
        ("Caminata Camminata Caminhada Marche Wandeling ウォーキング 걷기 Ходьба 步行", Sport.WALK),
        ("Senderismo Randonnée Escursionismo ハイキング 하이킹 Поход 徒步", Sport.HIKE),
        ("Natación Natation Nuoto Natação Zwemmen 水泳 수영 Плавание 游泳", Sport.SWIM),
        ("Remo Aviron Canottaggio Roeien ローイング 로잉 Гребля 划船", Sport.ROW),
        ("Esquí Skiën スキー 스키 滑雪", Sport.SKI),
        ("Krachttraining Gewichtstraining Krafttraining Musculation", Sport.STRENGTH),
        ("ウェイトトレーニング 力量训练", Sport.STRENGTH),
        # No foot strikes the ground as in running, or nobody can tell.
        ("wheelchair_push_run wheelchair_push_walk indoor_wheelchair_run Wheelchair", Sport.OTHER),
        ("motorcycling motor_sports motocross horseback_riding inline_skating", Sport.OTHER),
        ("SwimBikeRun bike_to_run_transition run_to_bike_transition transition", Sport.OTHER),
        ("snowshoeing Snowshoe StairStepper stair_climbing Elliptical jump_rope", Sport.OTHER),
        ("water_skiing Eislaufen Schlittschuhlaufen throwing Workout generic", Sport.OTHER),
    ],
)
def test_a_vendors_word(words: str, sport: Sport):
    assert {word: sport_named(word) for word in words.split()} == dict.fromkeys(
        words.split(), sport
    )


@pytest.mark.parametrize(
    ("text", "sport"),
    [
        ("Trail Run", Sport.RUN),
        ("Virtual Ride", Sport.RIDE),
        ("E-Bike Ride", Sport.RIDE),
        ("Standup paddling", Sport.ROW),
        ("  Nordic Walking ", Sport.WALK),
        ("HKWorkoutActivityTypeRunning", Sport.RUN),
        ("Course à pied", Sport.RUN),
        ("Corrida em trilha", Sport.RUN),
        ("Bicicleta de montaña", Sport.RIDE),
        ("Sci alpino", Sport.SKI),
        ("Entrenamiento con pesas", Sport.STRENGTH),
        ("Entrenamiento", Sport.OTHER),
        ("Entraînement", Sport.OTHER),
        ("", Sport.OTHER),
        (None, Sport.OTHER),
    ],
)
def test_words_with_blanks_and_none(text: str | None, sport: Sport):
    assert sport_named(text) is sport
