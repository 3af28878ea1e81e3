"""Charts as still pictures, drawn without a JavaScript engine.

Vega draws every chart where scripts run. The same specification, in the few words that the page's
charts use, is drawn here as SVG in a hundredth of the time that starting such an engine takes.
"""

from flarelag.report.stills.picture import still_svg
from flarelag.report.stills.words import UndrawableError

__all__ = ["UndrawableError", "still_svg"]
