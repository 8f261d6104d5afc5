-- A character that the font at hand lacks is set in the first installed font that has it, loaded when it is
-- first needed: a Chinese one takes hundreds of MB when it is loaded beforehand in every size.

local harfbuzz = luaharfbuzz or require "luaharfbuzz"
local direct = node.direct

-- A file name, and the face within the file counted from 0.
local EVERYWHERE = {
  {"DejaVuSans.ttf"}, {"NotoSansHebrew-Regular.ttf"}, {"NotoSansArabic-Regular.ttf"},
  {"NotoSansDevanagari-Regular.ttf"}, {"NotoSansThai-Regular.ttf"}, {"NotoSansSymbols-Regular.ttf"},
  {"NotoSansSymbols2-Regular.ttf"}, {"NotoSansMath-Regular.ttf"}, {"Symbola_hint.ttf"}, {"Symbola.ttf"},
  {"NotoColorEmoji.ttf"},
  {"Songti.ttc", 0}, {"AppleSDGothicNeo.ttc", 0}, {"Arial Unicode.ttf"}, {"Apple Color Emoji.ttc", 0},
  {"simsun.ttc", 0}, {"msgothic.ttc", 0}, {"malgun.ttf"}, {"arial.ttf"}, {"seguisym.ttf"}, {"seguiemj.ttf"},
}
local FIRST = {
  serif = {{"cmunrm.ttf"}, {"DejaVuSerif.ttf"}, {"NotoSerifCJK-Regular.ttc", 2}},
  serifbold = {{"cmunbx.ttf"}, {"DejaVuSerif-Bold.ttf"}, {"NotoSerifCJK-Bold.ttc", 2}},
  sans = {{"cmunss.ttf"}, {"DejaVuSans.ttf"}, {"NotoSansCJK-Regular.ttc", 2}},
  sansbold = {{"cmunsx.ttf"}, {"DejaVuSans-Bold.ttf"}, {"NotoSansCJK-Bold.ttc", 2}},
  mono = {{"cmuntt.ttf"}, {"DejaVuSansMono.ttf"}, {"NotoSansCJK-Regular.ttc", 7}},
}
FIRST.monobold = FIRST.mono

local function style_of(font)
  local name = (font.psname or font.fullname or font.name or ""):lower()
  local family = name:find "mono" and "mono" or name:find "sans" and "sans" or "serif"
  local bold = name:find "bold" or name:find "demi"
  return bold and family .. "bold" or family
end

local coverages = {}

-- The path of a font and the set of its characters, or nothing where it is not installed.
local function coverage(file, face)
  local key = file .. (face or "")
  if coverages[key] == nil then
    local path = kpse.find_file(file, "opentype fonts") or kpse.find_file(file, "truetype fonts")
    local opened = path and harfbuzz.Face.new(path, face or 0)
    local has = {}
    for _, code in ipairs(opened and opened:collect_unicodes() or {}) do
      has[code] = true
    end
    coverages[key] = opened and {path = path, has = has} or false
  end
  return coverages[key]
end

-- HarfBuzz joins and places letters by the rules of their script, which it has to be told.
local SCRIPTS = {
  {0x590, 0x5FF, "hebr"}, {0x600, 0x6FF, "arab"}, {0x700, 0x74F, "syrc"}, {0x750, 0x77F, "arab"},
  {0x8A0, 0x8FF, "arab"}, {0x900, 0x97F, "dev2"}, {0x980, 0x9FF, "bng2"}, {0xE00, 0xE7F, "thai"},
  {0xFB1D, 0xFB4F, "hebr"}, {0xFB50, 0xFDFF, "arab"}, {0xFE70, 0xFEFF, "arab"},
}

local function script_of(code)
  for _, range in ipairs(SCRIPTS) do
    if range[1] <= code and code <= range[2] then
      return "script=" .. range[3] .. ";"
    end
  end
  return ""
end

local function specification(code, style)
  for _, candidates in ipairs{FIRST[style], EVERYWHERE} do
    for _, font in ipairs(candidates) do
      local found = coverage(font[1], font[2])
      if found and found.has[code] then
        return "[" .. found.path .. "]" .. (font[2] and "(" .. font[2] .. ")" or "") .. ":mode=harf;" .. script_of(code)
      end
    end
  end
end

local loaded = {}

local function load(wanted, size)
  local key = wanted .. size
  if not loaded[key] then
    local made = luaotfload.define_font(wanted, size)
    loaded[key] = type(made) == "table" and font.define(made) or made
    if type(made) == "table" then
      fonts.definers.register(made, loaded[key])
    end
  end
  return loaded[key]
end

-- (font, character) -> the font to take instead, or false.
local substitutes = setmetatable({}, {__index = function(all, id)
  local data = font.getfont(id) or font.fonts[id]
  local style = style_of(data)
  all[id] = setmetatable({}, {__index = function(known, code)
    local wanted = code > 127 and not data.characters[code] and specification(code, style)
    known[code] = wanted and load(wanted, data.size) or false
    return known[code]
  end})
  return all[id]
end})

-- Brackets in text from right to left are drawn as their partners, and copied as they were written; HarfBuzz
-- does so on its own.
local PARTNERS = {}
for _, pair in ipairs{"()", "[]", "{}", "<>", "\u{AB}\u{BB}", "\u{2039}\u{203A}", "\u{2264}\u{2265}", "\u{27E8}\u{27E9}"} do
  local left, right = utf8.codepoint(pair, 1, -1)
  PARTNERS[left], PARTNERS[right] = right, left
end
local GLYPH, DIR = node.id "glyph", node.id "dir"

local function literal(data)
  local made = direct.new("whatsit", node.subtype "pdf_literal")
  direct.setfield(made, "mode", 1)
  direct.setfield(made, "data", data)
  return made
end

local function mirrored(head)
  local directions = {}
  for item, id in direct.traverse(head) do
    if id == DIR then
      local said = direct.getfield(item, "dir")
      if said:sub(1, 1) == "+" then
        directions[#directions + 1] = said:sub(2)
      else
        directions[#directions] = nil
      end
    elseif id == GLYPH and directions[#directions] == "TRT" then
      local code = direct.getchar(item)
      local partner = PARTNERS[code]
      if partner and not substitutes[direct.getfont(item)][code] then
        direct.setchar(item, partner)
        head = direct.insert_before(head, item, literal(("/Span <</ActualText <FEFF%04X>>> BDC"):format(code)))
        direct.insert_after(head, item, literal "EMC")
      end
    end
  end
  return head
end

luatexbase.add_to_callback("pre_shaping_filter", function(head)
  local first = mirrored(direct.todirect(head))
  for glyph, code, id in direct.traverse_char(first) do
    local substitute = substitutes[id][code]
    if substitute then
      direct.setfont(glyph, substitute)
    end
  end
  return direct.tonode(first)
end, "backproof.fonts")
