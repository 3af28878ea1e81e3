-- Load, quality of the recording, and what else is known of each effort. Load indices and quality
-- are JSON objects, only ever read whole.

ALTER TABLE classifications ADD COLUMN sprints_n INTEGER CHECK (sprints_n >= 0);
ALTER TABLE classifications ADD COLUMN steps_n INTEGER CHECK (steps_n >= 0);
ALTER TABLE classifications ADD COLUMN session_rpe REAL CHECK (session_rpe >= 0);
ALTER TABLE classifications ADD COLUMN ride_min REAL CHECK (ride_min >= 0);
ALTER TABLE classifications ADD COLUMN mean_power_w REAL;
ALTER TABLE classifications ADD COLUMN load TEXT;
ALTER TABLE classifications ADD COLUMN quality TEXT;
ALTER TABLE classifications ADD COLUMN force_line TEXT;

ALTER TABLE efforts ADD COLUMN start_error_s REAL CHECK (start_error_s >= 0);
ALTER TABLE efforts ADD COLUMN end_error_s REAL CHECK (end_error_s >= 0);
ALTER TABLE efforts ADD COLUMN detected_start_s REAL;
ALTER TABLE efforts ADD COLUMN detected_end_s REAL CHECK (detected_end_s >= detected_start_s);
ALTER TABLE efforts ADD COLUMN rest_before_s REAL;
ALTER TABLE efforts ADD COLUMN heart_rate_mean_bpm REAL;
ALTER TABLE efforts ADD COLUMN heart_rate_max_bpm REAL;
ALTER TABLE efforts ADD COLUMN grade_percent REAL;
ALTER TABLE efforts ADD COLUMN mean_power_w REAL;
ALTER TABLE efforts ADD COLUMN load TEXT;
