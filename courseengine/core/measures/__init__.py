"""What owners and schools mean to do: the plan of measures and the annual wheel."""
