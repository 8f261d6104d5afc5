def to_latex(e):
    from backproof.calculus.text import to_text
    from backproof.calculus.expression import Named

    return e.name if isinstance(e, Named) else to_text(e, lets=False)
